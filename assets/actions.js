/* Findings and actions: what is clicked or filled in goes to the server as one value, and what it says is shown.
   Markup asks for it with data attributes:
     data-tdm-do="edit" data-tdm-key="…"      button that does something with what the key names
     data-tdm-form="edit" data-tdm-key="…"    form whose fields go along by their names
     data-tdm-field="name" data-tdm-key="12"  field of action 12 that is changed in place
     data-tdm-wait                            what the page shows while findings are being looked for */
window.tandem = window.tandem || {};
(function (tandem) {
  "use strict";
  const ASKED = "work-asked", LOOKED = "work-looked";
  const LOOK_AGAIN = 900, PATIENCE = 15000, PICKING = 900; // milliseconds
  const waiting = []; // edits that wait for the answer to the one before
  let sent = 0;       // when the one before was sent; 0 when nothing is on its way

  /* One at a time: Dash drops the answer to a question when the next one comes, and a toast with it. */
  function ask(edit) {
    if (sent && Date.now() - sent < PATIENCE) waiting.push(edit);
    else {
      sent = Date.now();
      window.dash_clientside.set_props(ASKED, { data: { ...edit, at: sent } });
    }
  }

  /* The place: an edit draws the page anew, and takes away what had the focus ------------------------------- */
  let place = null;

  function hold(element) {
    const item = element.closest("li, tr"), list = item?.parentElement;
    const name = element.dataset.tdmField;
    place = { element, index: list ? [...list.children].indexOf(item) : 0,
      list: item?.tagName === "TR" ? ".tdm-actiontable tbody" : ".tdm-insights",
      field: name && `[data-tdm-field="${name}"][data-tdm-key="${CSS.escape(element.dataset.tdmKey)}"]` };
  }

  function regain() {
    if (!place || place.element.isConnected) return;
    const { list, index, field } = place;
    const items = [...(document.querySelector(`main ${list}`)?.children || [])];
    const next = field ? document.querySelector(field)
      : items[Math.min(index, items.length - 1)]?.querySelector("a, button, summary") || document.querySelector("main h1");
    if (!next) return;
    place = null;
    if (document.activeElement !== document.body && document.activeElement) return;
    if (next.tagName === "H1") next.tabIndex = -1;
    next.focus({ preventScroll: true });
  }

  /* Fields in place: kept when they are left or Enter is pressed, put back by Escape --------------------------- */
  let typing = null;
  let picking = 0;

  function keep(field) {
    clearTimeout(picking);
    const isSelect = field.tagName === "SELECT";
    const before = isSelect ? [...field.options].find((one) => one.defaultSelected)?.value : field.defaultValue;
    if (field.value === before || field.value === field.dataset.sent) return;
    field.dataset.sent = field.value;
    typing = null;
    const { tdmField, tdmKey } = field.dataset;
    ask({ do: "change", key: tdmKey, field: tdmField, value: field.value });
  }

  function retype() {
    if (!typing || typing.element.isConnected) return;
    const { tdmField, tdmKey } = typing.element.dataset;
    const again = document.querySelector(`[data-tdm-field="${tdmField}"][data-tdm-key="${CSS.escape(tdmKey)}"]`);
    if (!again) return;
    again.value = typing.element.value;
    again.focus({ preventScroll: true });
    if (again.type === "text") again.setSelectionRange(again.value.length, again.value.length);
    typing = { element: again };
  }

  const fieldOf = (event) => event.target.closest?.("[data-tdm-field]");

  document.addEventListener("input", (event) => {
    const field = fieldOf(event);
    if (field && field.tagName !== "SELECT") typing = { element: field };
  });

  document.addEventListener("change", (event) => {
    const field = fieldOf(event);
    if (!field) return;
    if (field.tagName === "SELECT") { hold(field); keep(field); }
    else if (field.type === "date") { // typed digit by digit every one is a day: wait for the last
      clearTimeout(picking);
      picking = setTimeout(() => { if (field.isConnected) { hold(field); keep(field); } }, PICKING);
    }
  });

  document.addEventListener("focusout", (event) => {
    const field = fieldOf(event);
    if (!field || !field.isConnected || field.tagName === "SELECT") return;
    if (typing?.element === field) typing = null;
    if (event.relatedTarget instanceof Element) hold(event.relatedTarget);
    keep(field);
  });

  document.addEventListener("keydown", (event) => {
    const field = fieldOf(event);
    if (field && event.key === "Enter" && field.tagName === "INPUT") { hold(field); keep(field); }
    else if (field && event.key === "Escape" && field.tagName === "INPUT") { field.value = field.defaultValue; typing = null; }
    else if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey
      && !event.target.closest?.("input, textarea, select")) {
      const undo = [...document.querySelectorAll(".toast [data-tdm-undo]")].at(-1);
      if (undo) { event.preventDefault(); undo.click(); }
    }
  });

  /* Buttons and forms ------------------------------------------------------------------------------------- */
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-tdm-do]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true"); // a second click is the same wish
    hold(button);
    const { tdmDo, tdmKey, tdmReason } = button.dataset;
    ask({ do: tdmDo, key: tdmKey, ...(tdmReason ? { reason: tdmReason } : {}) });
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("[data-tdm-form]");
    if (!form) return;
    event.preventDefault();
    hold(form);
    const { tdmForm, tdmKey, tdmInsight } = form.dataset, values = Object.fromEntries(new FormData(form));
    ask(tdmForm === "save" ? { do: "save", key: tdmKey, insight: tdmInsight, values } : { do: tdmForm, key: tdmKey, ...values });
  });

  /* What the server says ------------------------------------------------------------------------------------ */
  function say(told) {
    tandem.toast(told.text, { detail: told.detail, kind: told.kind });
    const words = [...document.querySelectorAll(".toast .toast-body")].at(-1)?.children[1];
    if (!words || !(told.undo || told.href)) return;
    const more = document.createElement("div");
    more.className = "tdm-toastdo";
    if (told.undo) {
      const undo = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link btn-sm", textContent: told.undo_text });
      undo.dataset.tdmUndo = "";
      undo.title = "Ctrl+Z";
      undo.addEventListener("click", () => { undo.closest(".toast").remove(); ask(told.undo); });
      more.append(undo);
    }
    if (told.href) {
      const link = Object.assign(document.createElement("a"), { href: told.href, className: "btn btn-link btn-sm", textContent: told.href_text });
      link.dataset.tdmNav = "";
      more.append(link);
    }
    words.append(more);
  }

  // Input: what the server says about the last edit. It comes before tandem.js, hence a namespace of its own.
  function told(said) {
    sent = 0;
    if (said?.text) say(said);
    if (said?.kind === "bad") {
      const held = "[data-tdm-do][aria-disabled], [data-tdm-decide] [aria-disabled]";
      for (const one of document.querySelectorAll(held)) one.removeAttribute("aria-disabled");
      place = null;
    }
    if (said?.go) tandem.go(said.go);
    if (waiting.length) ask(waiting.shift());
  }
  window.dash_clientside = Object.assign({}, window.dash_clientside, { work: { told } });

  /* Findings that are still being looked for: ask again until they are there ----------------------------------- */
  let looking = 0;

  function look() {
    if (looking || !document.querySelector("[data-tdm-wait]")) return;
    looking = setTimeout(() => {
      looking = 0;
      if (!document.querySelector("[data-tdm-wait]")) return;
      if (!sent) window.dash_clientside.set_props(LOOKED, { data: Date.now() });
      look();
    }, LOOK_AGAIN);
  }

  new MutationObserver(() => { retype(); regain(); look(); }).observe(document.documentElement, { childList: true, subtree: true });
})(window.tandem);
