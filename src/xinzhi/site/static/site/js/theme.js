// Runs before the first paint: the reader's own choice of colours, if there is one, goes on <html>.
(() => {
  "use strict";
  try {
    const choice = localStorage.getItem("theme");
    if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
  } catch (e) { /* storage may be forbidden; the system's colours stay */ }
})();
