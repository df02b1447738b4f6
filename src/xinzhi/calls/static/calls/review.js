// Comfort for reviewers: hand in with Ctrl+Enter, go on with Alt+N. The page works without this file.
(() => {
  "use strict";
  const form = document.querySelector("form[data-review]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[value=submit]"));
    }
    if (event.altKey && event.key.toLowerCase() === "n") {
      const next = document.querySelector("a[rel=next]");
      if (next) { event.preventDefault(); next.click(); }
    }
  });
})();
