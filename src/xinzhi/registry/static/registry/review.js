// Comfort only: a letter presses the button or follows the link that carries it in data-key.
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const target = [...document.querySelectorAll("[data-key]")].find((el) => el.dataset.key === event.key.toLowerCase());
    if (target) { event.preventDefault(); target.click(); }
  });
})();
