/* The cards of files that wait for a decision: what is chosen in them becomes the mapping of the file.
   A control names the place of its answer in data-tdm-path (JSON); its value is the answer as JSON, "" leaves it open.
     select[data-tdm-path]                     one place, several answers
     select[data-tdm-answers]                  each option has a place of its own
     button[data-tdm-path][data-tdm-answer]    one answer of several beside it
     data-tdm-mode, data-tdm-remember          decisions that are no part of the mapping
     data-tdm-check, -import, -import-all      what is to be done now
   Choices are kept with the file (upload.js), because Dash may draw a card again at any time. */
(function (tandem) {
  "use strict";
  const place = (path) => JSON.stringify(path);
  const cardOf = (element) => element.closest?.("[data-tdm-review]");
  const rowOf = (card) => card && tandem.uploads?.byJob(card.dataset.tdmReview);

  /* The mapping that the server knows, with what was changed in the card. */
  tandem.mappingOf = (row) => {
    const mapping = structuredClone(row.job?.map || {});
    // Columns of one table mean nothing in another.
    if (row.edits.has(place(["table"]))) { delete mapping.columns; delete mapping.values; }
    for (const [key, answer] of row.edits) put(mapping, JSON.parse(key), answer);
    return mapping;
  };

  function put(mapping, path, answer) {
    const name = path[path.length - 1];
    let at = mapping;
    for (const step of path.slice(0, -1)) {
      if (!Object.hasOwn(at, step)) Object.defineProperty(at, step, { value: {}, enumerable: true, writable: true, configurable: true });
      at = at[step];
    }
    if (answer === "") delete at[name];
    // Headers are names that files choose; some, like __proto__, are more than names to JavaScript.
    else Object.defineProperty(at, name, { value: JSON.parse(answer), enumerable: true, writable: true, configurable: true });
  }

  function set(row, path, answer, usual) {
    if (answer === usual) row.edits.delete(path); else row.edits.set(path, answer);
    if (path === place(["table"])) {
      for (const key of [...row.edits.keys()]) if (/^\["(columns|values)"/.test(key)) row.edits.delete(key);
    }
  }

  const usual = (select) => ([...select.options].find(({ defaultSelected }) => defaultSelected) || select.options[0])?.value ?? "";

  function chosen(row, control) {
    if (control.matches("[data-tdm-answers]")) {
      for (const { dataset } of control.options) if (dataset.tdmPath) row.edits.delete(dataset.tdmPath);
      const [option] = control.selectedOptions;
      if (option.dataset.tdmPath && !option.defaultSelected) row.edits.set(option.dataset.tdmPath, option.value);
    } else if (control.matches("[data-tdm-path]")) set(row, control.dataset.tdmPath, control.value, usual(control));
    else if (control.matches("[data-tdm-mode]")) row.mode = control.value;
    else if (control.matches("[data-tdm-remember]")) row.remember = control.checked;
  }

  function answered(row, button) {
    for (const one of button.parentElement.querySelectorAll("[data-tdm-answer]")) row.edits.delete(one.dataset.tdmPath);
    row.edits.set(button.dataset.tdmPath, button.dataset.tdmAnswer);
  }

  /* Show in a card what was chosen; once something was, rows are checked before they are imported. */
  function show(card, row) {
    for (const button of card.querySelectorAll("[data-tdm-answer]")) {
      const edit = row.edits.get(button.dataset.tdmPath);
      if (edit !== undefined) button.setAttribute("aria-pressed", String(edit === button.dataset.tdmAnswer));
    }
    for (const select of card.querySelectorAll("select[data-tdm-path]")) {
      const wanted = row.edits.get(select.dataset.tdmPath) ?? usual(select);
      if (select.value !== wanted) select.value = wanted;
      select.classList.toggle("is-missing", select.value === "" && select.hasAttribute("data-tdm-needed"));
    }
    for (const select of card.querySelectorAll("select[data-tdm-answers]")) {
      const option = [...select.options].find(({ dataset, value }) => dataset.tdmPath && row.edits.get(dataset.tdmPath) === value);
      if (option) option.selected = true;
    }
    const mode = card.querySelector("[data-tdm-mode]"), remember = card.querySelector("[data-tdm-remember]");
    if (mode && mode.value !== row.mode) mode.value = row.mode;
    if (remember && remember.checked !== row.remember) remember.checked = row.remember;
    const isDirty = row.edits.size > 0 || row.mode !== row.job.mode;
    card.toggleAttribute("data-dirty", isDirty);
    card.querySelector("[data-tdm-check]").disabled = !isDirty;
    card.toggleAttribute("data-busy", row.state !== "review");
    card.setAttribute("aria-busy", String(row.state !== "review"));
    all();
  }

  /* A file whose card is still on its way would be left out of "Import all". */
  function isDrawn(row) {
    return document.querySelector(`[data-tdm-review="${CSS.escape(row.job.id)}"] .card-footer`) !== null;
  }

  function all() {
    const button = document.querySelector("[data-tdm-import-all]");
    if (!button) return;
    const isBusy = tandem.uploads.rows.some((row) => row.state === "review" ? !isDrawn(row) : row.state !== "done" && row.state !== "failed");
    if (button.disabled !== isBusy) button.disabled = isBusy;
  }

  /* Cards that were drawn since. Where the focus was on a card that is gone, it goes to what comes next. */
  const seen = new WeakMap(); // card -> the job that it was of
  let wish = null; // the row whose button was pressed

  function look() {
    for (const card of document.querySelectorAll("[data-tdm-review]")) {
      const row = rowOf(card), isFilled = card.querySelector(".card-footer") !== null;
      if (!row || !isFilled || (seen.get(card) === row.job.id && card.dataset.state === row.state)) continue;
      seen.set(card, row.job.id);
      card.dataset.state = row.state;
      show(card, row);
    }
    all();
    if (wish && (document.activeElement === document.body || document.activeElement === null)) moveFocus();
  }

  function moveFocus() {
    if (wish.state === "review") {
      const card = document.querySelector(`[data-tdm-review="${CSS.escape(wish.job.id)}"]`);
      const next = card?.querySelector("[data-tdm-answer], .is-missing, [data-tdm-import], [data-tdm-check]");
      if (next) { next.focus(); wish = null; }
    } else if (wish.state === "done") {
      const title = document.getElementById("data-result-title");
      if (title) { title.tabIndex = -1; title.focus(); wish = null; }
    }
  }

  function run(row, dry) {
    wish = row;
    const card = document.querySelector(`[data-tdm-review="${CSS.escape(row.job.id)}"]`);
    const going = tandem.uploads.decide(row, { dry });
    if (card) { card.dataset.state = ""; look(); }
    return going;
  }

  /* Files of partners first: the names in them are then known to the others. */
  function importAll() {
    const ready = [...document.querySelectorAll("[data-tdm-review][data-tdm-ready=yes]:not([data-dirty])")].map(rowOf).filter((row) => row?.state === "review");
    const first = ready.filter(({ job }) => job.result?.table === "partners");
    for (const row of ready) row.isChosen = true;
    let going = Promise.resolve();
    for (const row of [...first, ...ready.filter((one) => !first.includes(one))]) going = going.then(() => row.state === "review" && run(row, false));
  }

  document.addEventListener("change", (event) => {
    const card = cardOf(event.target), row = rowOf(card);
    if (!row) return;
    chosen(row, event.target);
    show(card, row);
  });

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("[data-tdm-import-all]")) return importAll();
    const card = cardOf(event.target), row = rowOf(card);
    if (!row || row.state !== "review") return;
    const button = event.target.closest("[data-tdm-answer]");
    if (button) { answered(row, button); show(card, row); }
    else if (event.target.closest("[data-tdm-check]")) run(row, true);
    else if (event.target.closest("[data-tdm-import]")) run(row, false);
  });

  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
})(window.tandem = window.tandem || {});
