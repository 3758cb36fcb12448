/* The menu of saved views: Enter in a field presses the button after it, and the focus stays in the menu when the
   server has drawn it anew.
     data-tdm-enter   button that Enter presses in the field before it */
(function () {
  "use strict";
  const PANEL = "#views-panel";

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !(event.target instanceof HTMLInputElement)) return;
    const button = event.target.parentElement.querySelector("[data-tdm-enter]");
    if (!button) return;
    event.preventDefault();
    setTimeout(() => button.click(), 0);
  });

  /* The element that had the focus is gone: what was done last decides where to go on. */
  let isInside = false;
  document.addEventListener("focusin", (event) => { isInside = Boolean(event.target.closest?.(PANEL)); });

  new MutationObserver(() => {
    const panel = document.querySelector(PANEL);
    if (!isInside || !panel || document.activeElement !== document.body || !panel.closest("details[open]")) return;
    (panel.querySelector(".is-renaming input") || panel.querySelector("#views-undo") || panel.querySelector("#views-name"))?.focus();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
