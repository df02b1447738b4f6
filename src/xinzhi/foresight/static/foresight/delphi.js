// Comfort for panellists: Ctrl+Enter saves and goes on, Alt+N and Alt+P walk, a digit chooses. The page works without this file.
(() => {
  "use strict";
  const form = document.querySelector("form[data-delphi]");
  if (!form) { return; }
  form.addEventListener("input", (event) => {
    const key = event.target.dataset.year;
    if (key && event.target.value) {
      const radio = form.querySelector(`input[name="${key}"][value="year"]`);
      if (radio) { radio.checked = true; }
    }
  });
  // What is handed in is newer than a save on its way: that one is not waited for.
  form.addEventListener("submit", () => { if (window.htmx) { window.htmx.trigger(form, "htmx:abort"); } });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[value=next]"));
      return;
    }
    const way = event.altKey ? { n: "next", p: "prev" }[event.key.toLowerCase()] : null;
    const link = way && document.querySelector(`a[rel=${way}]`);
    if (link) { event.preventDefault(); link.click(); return; }
    const here = document.activeElement;
    const isChoice = here && here.form === form && (here.type === "radio" || here.type === "checkbox");
    if (isChoice && /^[1-9]$/.test(event.key) && !event.altKey && !event.ctrlKey && !event.metaKey) {
      const all = form.querySelectorAll(`input[name="${here.name}"]`);
      const chosen = all[Number(event.key) - 1];
      if (chosen) { event.preventDefault(); chosen.focus(); chosen.click(); }
    }
  });
})();
