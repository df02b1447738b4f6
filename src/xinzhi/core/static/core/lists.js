// A list's region that htmx has swapped is made as comfortable as app.js made the first one.
(() => {
  "use strict";
  const all = (selector, root) => [...root.querySelectorAll(selector)];

  const wire = (region) => {
    if (!matchMedia("(max-width: 820px)").matches) all("[data-filters]", region).forEach((panel) => { panel.open = true; });
    all("form[data-autosubmit]", region).forEach((form) => form.addEventListener("change", (event) => {
      if (event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) form.requestSubmit();
    }));
    all("[data-bulkbar]", region).forEach((bar) => {
      const form = bar.closest("form");
      const boxes = all("tbody input[type=checkbox]", form);
      const head = form.querySelector("[data-select-all]");
      const words = bar.querySelector("[data-count]");
      const text = words.textContent;
      const refresh = () => {
        const chosen = boxes.filter((box) => box.checked).length;
        boxes.forEach((box) => box.closest("tr").classList.toggle("is-selected", box.checked));
        bar.hidden = chosen === 0 && !form.querySelector("[name=every]:checked");
        words.textContent = `${text}: ${chosen}`;
        if (head) { head.checked = chosen === boxes.length && chosen > 0; head.indeterminate = chosen > 0 && !head.checked; }
      };
      if (head) { head.hidden = false; head.addEventListener("change", () => { boxes.forEach((box) => { box.checked = head.checked; }); refresh(); }); }
      form.addEventListener("change", refresh);
      refresh();
    });
  };

  // «All entries of this filter» is a choice too, and shows the bar.
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[name=every]")) return;
    const bar = event.target.form.querySelector("[data-bulkbar]");
    if (event.target.checked) bar.hidden = false;
  });

  // With outerHTML the event comes from the new region; the search box keeps the cursor.
  document.addEventListener("htmx:afterSwap", () => {
    const region = document.getElementById("list-region");
    if (region && !region.dataset.wired) { region.dataset.wired = "yes"; wire(region); }
  });
  document.addEventListener("htmx:beforeSwap", () => {
    const box = document.activeElement;
    if (!box || !box.matches("#list-region input[type=search]")) return;
    document.addEventListener("htmx:afterSettle", () => {
      const fresh = document.querySelector("#list-region input[type=search]");
      if (fresh) { fresh.focus(); fresh.setSelectionRange(fresh.value.length, fresh.value.length); }
    }, { once: true });
  });
})();
