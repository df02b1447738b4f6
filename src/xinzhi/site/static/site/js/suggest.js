// Suggestions under a search box (ARIA combobox with a list). Without this file the box is a plain form.
(() => {
  "use strict";
  let boxes = 0;

  const attach = (input) => {
    const id = `suggestions-${boxes += 1}`;
    const list = document.createElement("ul");
    let active = -1;
    let asked = null;
    let timer = 0;
    list.id = id;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.getAttribute("aria-label"));
    input.after(list);
    const set = (name, value) => input.setAttribute(name, value);
    set("role", "combobox");
    set("aria-autocomplete", "list");
    set("aria-controls", id);
    set("aria-expanded", "false");

    const choose = (index) => {
      active = index;
      [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
      if (index < 0) input.removeAttribute("aria-activedescendant"); else set("aria-activedescendant", `${id}-${index}`);
    };
    const close = () => { list.hidden = true; set("aria-expanded", "false"); choose(-1); };
    const show = (found) => {
      list.replaceChildren(...found.map((item, i) => {
        const option = document.createElement("li");
        const name = document.createElement("span");
        const kind = document.createElement("small");
        option.id = `${id}-${i}`;
        option.setAttribute("role", "option");
        option.dataset.url = item.url;
        name.textContent = item.simulated ? `◇ ${item.name}` : item.name;
        kind.textContent = item.kind;
        option.append(name, kind);
        return option;
      }));
      choose(-1);
      list.hidden = found.length === 0;
      set("aria-expanded", String(found.length > 0));
    };
    const ask = async () => {
      if (asked) asked.abort();
      const words = input.value.trim();
      if (!words) { close(); return; }
      asked = new AbortController();
      try {
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(words)}`, { signal: asked.signal });
        if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions);
      } catch (error) { if (error.name !== "AbortError") close(); }
    };
    const later = () => { clearTimeout(timer); timer = setTimeout(ask, 120); };

    // While an input method composes, the letters are not yet what is looked for.
    input.addEventListener("input", (event) => { if (!event.isComposing) later(); });
    input.addEventListener("compositionend", later);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      const count = list.children.length;
      if (event.isComposing || list.hidden) return;
      if (event.key === "ArrowDown") choose((active + 2) % (count + 1) - 1);
      else if (event.key === "ArrowUp") choose((active + 1 + count) % (count + 1) - 1);
      else if (event.key === "Enter" && active >= 0) location.assign(list.children[active].dataset.url);
      else if (event.key === "Escape") close();
      else return;
      if (event.key !== "Enter" || active >= 0) event.preventDefault();
    });
    list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("li");
      event.preventDefault(); // the box keeps the focus until the page changes
      if (option && event.button === 0) location.assign(option.dataset.url);
    });
  };

  document.querySelectorAll("input[data-suggest]").forEach(attach);
})();
