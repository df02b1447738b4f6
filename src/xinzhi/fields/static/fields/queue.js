// A key files the thing in front: 1 to 3 a suggestion, 0 none of the fields, s puts it aside.
(() => {
  "use strict";
  const form = document.querySelector("[data-hotkeys]");
  if (!form) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    const button = [...form.querySelectorAll("[data-hotkey]")].find((b) => b.dataset.hotkey === event.key.toLowerCase());
    if (!button) return;
    event.preventDefault();
    button.click();
  });
})();
