/* The Method page in the browser: the draft. Fields are the browser's own, so that answers never take the focus away.
   Changed fields go to the server after a pause in typing, with the text they belong to; the answer brings the new
   text, what is wrong beside which field, and what the change would do. Until then edits are kept, so that nothing is
   lost when answers are late or the page is left. The draft lies in the session's storage and survives a reload.
     data-tdm-method="hash"       the page, with the method in force
     data-tdm-entry="[keys]"      field of an entry
     data-tdm-methodtext          the whole text; data-tdm-line is the line to show
     data-tdm-live="key"          words that follow what is typed
     data-tdm-method-do="save|…"         button; data-tdm-version names the version to restore
     data-tdm-effect              button that downloads the effect on every partner
     data-tdm-told                answers of the server, as JSON */
(function (tandem) {
  "use strict";
  const KEY = "tandem-method-draft", PAUSE = 350;
  const empty = () => ({ text: null, base: "", edits: [] });
  let draft = load(), before = null; // edits: [{ keys, value, number }]; number: the question that carried it
  let number = 0, timer = 0, page = null, seen = "", hasLabel = false;

  function load() {
    try { return { ...empty(), ...JSON.parse(sessionStorage.getItem(KEY) || "{}") }; } catch (_) { return empty(); }
  }

  function keep() {
    try {
      if (isDirty()) sessionStorage.setItem(KEY, JSON.stringify(draft)); else sessionStorage.removeItem(KEY);
    } catch (_) { /* lasts for this page only */ }
  }

  const isDirty = () => draft.text !== null || draft.edits.length > 0;
  const field = (id) => document.getElementById(id);

  function ask(what, more = {}) {
    clearTimeout(timer);
    number += 1;
    for (const edit of draft.edits) edit.number = number;
    if (!draft.base) draft.base = page.dataset.tdmMethod;
    keep();
    const edits = draft.edits.map(({ keys, value }) => [JSON.parse(keys), value]);
    const data = { number, do: what, text: draft.text, base: draft.base, edits, ...more };
    page.setAttribute("data-busy", "");
    window.dash_clientside.set_props("method-asked", { data });
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => { if (page?.isConnected) ask("preview"); }, PAUSE);
  }

  function edit(input) {
    const keys = input.dataset.tdmEntry;
    draft.edits = [...draft.edits.filter((one) => one.keys !== keys), { keys, value: input.value, number: Infinity }];
    keep();
    later();
  }

  function write(area) {
    draft.text = area.value;
    draft.edits = [];
    keep();
    later();
  }

  /* Answers ------------------------------------------------------------------------------------------------- */
  function told(answer) {
    if (answer.number < number) return; // the answer to a later question is on its way
    page.removeAttribute("data-busy");
    if (answer.cleared) {
      if (answer.keep) before = draft;
      draft = empty();
      for (const id of ["method-note"]) if (field(id)) field(id).value = "";
      hasLabel = false;
    } else if ("text" in answer) {
      if (answer.keep) before = structuredClone(draft);
      draft.edits = draft.edits.filter((one) => one.number > answer.number);
      const area = document.querySelector("[data-tdm-methodtext]");
      // What was typed since the question is newer than the answer.
      if (!(area && area === document.activeElement && draft.text !== null && area.value === draft.text)) draft.text = answer.text;
      draft.base = answer.dirty ? answer.base : "";
    }
    if (answer.base && !answer.dirty) page.dataset.tdmMethod = answer.base;
    keep();
    page.toggleAttribute("data-dirty", Boolean(answer.dirty));
    label(answer);
    problems(answer.problems || []);
    for (const [key, text] of Object.entries(answer.texts || {})) {
      for (const one of document.querySelectorAll(`[data-tdm-live="${CSS.escape(key)}"]`)) one.textContent = text;
    }
    const focused = answer.focus && field(`method-${answer.focus}`);
    if (focused) focused.focus(); else if (answer.cleared) field("method-status")?.focus();
  }

  function label({ label: text }) {
    const input = field("method-label");
    if (input && text && !hasLabel) input.value = text;
  }

  function problems(found) {
    const byKeys = new Map();
    for (const { keys, text } of found) byKeys.set(JSON.stringify(keys), text);
    const show = (input, text) => {
      input.toggleAttribute("aria-invalid", false);
      if (text) input.setAttribute("aria-invalid", "true");
      input.classList.toggle("is-wrong", Boolean(text));
      const place = field(`${input.id}-problem`);
      if (place && place.textContent !== (text || "")) place.textContent = text || "";
    };
    for (const input of document.querySelectorAll("[data-tdm-entry]")) {
      show(input, byKeys.get(JSON.stringify(JSON.parse(input.dataset.tdmEntry))));
    }
    for (const name of ["note", "label"]) {
      const input = field(`method-${name}`);
      if (input) show(input, byKeys.get(JSON.stringify([name])));
    }
    const save = document.querySelector('[data-tdm-method-do="save"]');
    if (save) save.disabled = found.some(({ keys }) => !(keys.length === 1 && keys[0] === "note"));
  }

  /* Buttons --------------------------------------------------------------------------------------------------- */
  function act(button) {
    const what = button.dataset.tdmMethodDo;
    if (what === "return") {
      draft = before || empty();
      before = null;
      return ask("draw");
    }
    if (what === "save") return ask("save", { note: field("method-note").value, label: field("method-label").value });
    ask(what, what === "restore" ? { version: button.dataset.tdmVersion } : {});
  }

  async function download(button) {
    button.disabled = true;
    const edits = draft.edits.map(({ keys, value }) => [JSON.parse(keys), value]);
    try {
      const answer = await fetch("/api/method/effect.csv", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ text: draft.text, edits }),
      });
      if (!answer.ok) throw new Error();
      const url = URL.createObjectURL(await answer.blob());
      Object.assign(document.createElement("a"), { href: url, download: "method-effect.csv" }).click();
      setTimeout(() => URL.revokeObjectURL(url), 1000);
    } catch (_) {
      tandem.toast(button.dataset.tdmFailed, { kind: "bad" });
    }
    button.disabled = false;
  }

  document.addEventListener("input", ({ target }) => {
    if (!page || !(target instanceof Element)) return;
    if (target.matches("[data-tdm-entry]")) edit(target);
    else if (target.matches("[data-tdm-methodtext]")) write(target);
    else if (target.id === "method-label") hasLabel = true;
  });

  document.addEventListener("click", ({ target }) => {
    if (!page || !(target instanceof Element)) return;
    const button = target.closest("[data-tdm-method-do]");
    if (button && !button.disabled) return act(button);
    const file = target.closest("[data-tdm-effect]");
    if (file) download(file);
  });

  /* Shows the line that an address names: the text is the browser's, so the place is counted here. */
  function showLine(area) {
    const line = Number(area.dataset.tdmLine), lines = area.value.split("\n");
    area.removeAttribute("data-tdm-line");
    if (!(line >= 1 && line <= lines.length)) return;
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start + lines[line - 1].length);
    area.scrollTop = area.scrollHeight * (line - 4) / lines.length;
  }

  function look() {
    const here = document.querySelector("[data-tdm-method]");
    if (here !== page) {
      clearTimeout(timer);
      page = here;
      seen = "";
      hasLabel = false;
      if (page && isDirty()) ask("draw");
    }
    if (!page) return;
    const said = field("method-told")?.dataset.tdmTold || "";
    if (said && said !== seen) {
      seen = said;
      told(JSON.parse(said));
    }
    const area = document.querySelector("[data-tdm-methodtext][data-tdm-line]");
    if (area && !page.hasAttribute("data-busy")) showLine(area);
  }

  new MutationObserver(look).observe(document.documentElement,
    { childList: true, subtree: true, attributes: true, attributeFilter: ["data-tdm-told"] });
})(window.tandem = window.tandem || {});
