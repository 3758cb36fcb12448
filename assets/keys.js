/* Single keys that act from anywhere, and the dialogs that they open.
     data-tdm-dialog="id"   button that opens the dialog with that id
     data-tdm-hotkey="["    link that a key follows
     data-tdm-single-keys   checkbox that switches single keys off, for those who speak to their computer */
window.tandem = window.tandem || {};
(function (tandem) {
  "use strict";
  const OFF = "tandem-single-keys-off";

  function areOn() {
    try { return localStorage.getItem(OFF) === null; } catch (_) { return true; }
  }

  function openDialog(id) {
    if (id === "search") { tandem.openSearch(); return; }
    const dialog = document.getElementById(id);
    if (!dialog || document.querySelector("dialog[open]")) return;
    const box = dialog.querySelector("[data-tdm-single-keys]");
    if (box) box.checked = areOn();
    dialog.showModal();
  }

  /* On a phone the filters are in a panel; elsewhere the first menu takes the focus. */
  function toFilters() {
    const bar = document.querySelector(".tdm-filterbar");
    const button = bar?.querySelector("[data-tdm-panel]");
    if (button && button.offsetParent !== null) button.click();
    else bar?.querySelector("summary")?.focus();
    return Boolean(bar);
  }

  function follow(key) {
    const link = document.querySelector(`[data-tdm-hotkey="${key}"]`);
    link?.click();
    return Boolean(link);
  }

  const acts = {
    "/": () => { tandem.openSearch(); return true; },
    "f": toFilters,
    "[": () => follow("["),
    "]": () => follow("]"),
    "?": () => { openDialog("keys"); return true; },
  };

  document.addEventListener("keydown", (event) => {
    const act = Object.hasOwn(acts, event.key) && acts[event.key];
    const isTyping = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    // On many keyboards a bracket takes AltGr, which says Ctrl and Alt too.
    const isCombined = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");
    if (!act || isTyping || isCombined || event.defaultPrevented || document.querySelector("dialog[open]") || !areOn()) return;
    if (act()) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-tdm-dialog]");
    if (button) openDialog(button.dataset.tdmDialog);
    // A click beside a dialog lands on the dialog itself.
    else if (event.target instanceof HTMLDialogElement && event.target.matches(".tdm-dialog")) event.target.close();
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches?.("[data-tdm-single-keys]")) return;
    try {
      if (event.target.checked) localStorage.removeItem(OFF); else localStorage.setItem(OFF, "");
    } catch (_) { /* lasts for this page only */ }
  });
})(window.tandem);
