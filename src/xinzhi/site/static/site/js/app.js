// Comfort only: every page works without this file.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (el) => el.closest("input, textarea, select, [contenteditable]");

  // Colours: system → light → dark → system, kept in storage and in a cookie the server reads.
  const themes = ["auto", "light", "dark"];
  const themeButton = document.querySelector("[data-theme-switch]");
  const showTheme = (theme) => {
    const root = document.documentElement;
    if (theme === "auto") delete root.dataset.theme; else root.dataset.theme = theme;
    const use = themeButton.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, "#" + { auto: "auto", light: "sun", dark: "moon" }[theme]));
    themeButton.setAttribute("aria-label", themeButton.dataset[theme]);
    themeButton.title = themeButton.dataset[theme];
  };
  if (themeButton) {
    themeButton.hidden = false;
    showTheme(document.documentElement.dataset.theme || "auto");
    themeButton.addEventListener("click", () => {
      const now = document.documentElement.dataset.theme || "auto";
      const next = themes[(themes.indexOf(now) + 1) % themes.length];
      showTheme(next);
      try { if (next === "auto") localStorage.removeItem("theme"); else localStorage.setItem("theme", next); } catch (e) { /* not kept */ }
      document.cookie = `theme=${next};path=/;max-age=${next === "auto" ? 0 : 31536000};samesite=lax`;
      document.dispatchEvent(new Event("themechange"));
    });
  }

  // “/” goes to the search box; Escape closes menus.
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
      const box = document.querySelector("[data-slash]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
    if (event.key === "Escape") {
      const open = event.target.closest("details.menu[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
    }
  });
  document.addEventListener("click", (event) => {
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // Filters: open on a wide screen, sent as soon as they change.
  const narrow = matchMedia("(max-width: 820px)").matches;
  all("[data-filters]").forEach((panel) => { if (!narrow) panel.open = true; });
  all("form[data-autosubmit]").forEach((form) => form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) form.requestSubmit();
  }));

  // Find in a page: rows without all the words are hidden with the rest of the page, what holds the others is opened.
  all("[data-find]").forEach((box) => {
    const place = document.querySelector(box.dataset.find);
    const rows = all("[data-find-row]", place).map((row) => [row, row.textContent.toLowerCase()]);
    const groups = all("[data-find-group]", place).reverse();
    const number = document.querySelector(`#${box.getAttribute("aria-describedby")} b`);
    box.addEventListener("input", () => {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      const found = rows.filter(([row, text]) => { row.hidden = !words.every((word) => text.includes(word)); return !row.hidden; });
      groups.forEach((group) => {
        group.hidden = !group.querySelector("[data-find-row]:not([hidden])");
        if (group.matches("details")) group.open = words.length > 0 && !group.hidden;
      });
      all("[data-find-rest]").forEach((part) => { part.hidden = words.length > 0; });
      number.textContent = found.length;
    });
  });

  // Bulk tables: choose all, count, and show the bar only when something is chosen.
  all("[data-bulkbar]").forEach((bar) => {
    const form = bar.closest("form");
    const boxes = all("tbody input[type=checkbox]", form);
    const head = form.querySelector("[data-select-all]");
    const words = bar.querySelector("[data-count]");
    const text = words.textContent;
    const refresh = () => {
      const chosen = boxes.filter((box) => box.checked);
      boxes.forEach((box) => box.closest("tr").classList.toggle("is-selected", box.checked));
      bar.hidden = chosen.length === 0;
      words.textContent = text + words.dataset.count + chosen.length;
      if (head) { head.checked = chosen.length === boxes.length && chosen.length > 0; head.indeterminate = chosen.length > 0 && !head.checked; }
    };
    if (head) { head.hidden = false; head.addEventListener("change", () => { boxes.forEach((box) => { box.checked = head.checked; }); refresh(); }); }
    form.addEventListener("change", refresh);
    refresh();
  });

  // A changed form warns before it is left.
  let changed = false;
  all("form[data-guard]").forEach((form) => {
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
  });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  // Enter in a box that looks for rows does not send the form it stands in.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-pick-words]")) event.preventDefault();
  });
  document.addEventListener("change", (event) => {
    const rows = event.target.closest(".pick-rows");
    const words = rows && rows.querySelector("[data-pick-count]");
    if (!words) return;
    const chosen = String(all("input:checked", rows).length);
    words.textContent = words.textContent.replace(words.dataset.pickCount, chosen);
    words.dataset.pickCount = chosen;
  });

  all("[data-copy]").forEach((button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", () => navigator.clipboard.writeText(button.dataset.copy).then(() => button.classList.add("copied")));
  });
  all("[data-confirm]").forEach((el) => el.addEventListener("click", (event) => {
    if (!confirm(el.dataset.confirm)) event.preventDefault();
  }));
  all("[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => print()); });
  const alert = document.querySelector("[data-focus]");
  if (alert) alert.focus();
})();
