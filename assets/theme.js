/* Chooses light or dark before the first paint: the remembered choice, else the system's.
   Load it in <head>, without defer. tandem.js changes the choice later. */
(function () {
  "use strict";
  let choice = null;
  try { choice = localStorage.getItem("tandem-theme"); } catch (_) { /* storage is blocked: follow the system */ }
  const dark = choice ? choice === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
})();
