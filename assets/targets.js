/* The form of a target in the browser. Markup asks for it with data attributes:
     data-tdm-target-form        the form; when it appears, its first field takes the focus
     data-tdm-fill, -text        button that writes a text into the field with that id */
(function () {
  "use strict";
  const PAUSE = 400; // milliseconds; a little longer than Dash waits for more typing

  /* Dash learns of a text after a pause in typing. Who saves at once means what stands in the fields. */
  const fresh = new Map(); // field -> when it has been told to Dash for sure

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-tdm-target-form] .tdm-field > input")) fresh.set(event.target, Date.now() + PAUSE);
  });

  function tell() {
    for (const [field, until] of fresh) {
      if (field.isConnected && until > Date.now()) window.dash_clientside.set_props(field.id, { value: field.value });
    }
    fresh.clear();
  }

  // While capturing, so that Dash knows before it is asked to save.
  document.addEventListener("click", (event) => { if (event.target.closest?.("#target-save")) tell(); }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.closest?.("[data-tdm-target-form]")) tell();
  }, true);

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-tdm-fill]");
    if (!button) return;
    const { tdmFill: id, tdmText: text } = button.dataset;
    window.dash_clientside.set_props(id, { value: text });
    document.getElementById(id)?.focus();
  });

  let seen = null;

  function focusForm() {
    const form = document.querySelector("[data-tdm-target-form]");
    if (form === seen) return;
    seen = form;
    if (form && !form.contains(document.activeElement)) form.querySelector("select, input")?.focus();
  }
  new MutationObserver(focusForm).observe(document.documentElement, { childList: true, subtree: true });
})();
