/* Reviews in the browser: fields that are stored as one types, buttons that change a review, and starting one.
   Everything that is written goes out one after the other, in the order in which it was written, and before anything
   that draws the page anew. Markup asks for it with data attributes:
     data-tdm-review-id        of the page: which review it is
     data-tdm-save, -name      of a field: what the server is asked to store, and under which name the value goes
     data-tdm-saved            in the head of a part: says how far storing is
     data-tdm-conflict         where a field tells that somebody else has changed it
     data-tdm-act              button that does something to the review: what the server is asked
     data-tdm-add              form for one more action
     data-tdm-start            button that starts a review: partner and period
     data-tdm-start-form       form that does so; its value is the partner
     data-tdm-waiting          something is still being looked for: the page is drawn again in a moment
     data-tdm-print-light      button that prints the page with light figures */
(function (tandem) {
  "use strict";
  const ROUTE = "/api/reviews";
  // Milliseconds without typing until it is stored; until findings are asked for again; for which a page that is drawn
  // anew may still hold what was stored before.
  const PAUSE = 700, AGAIN = 2000, FRESH = 10000;
  const STEP = 100, LONGEST = 5000; // how often and how long it is looked whether figures are drawn for paper

  const page = () => document.querySelector("[data-tdm-review-id]");
  const unreachable = () => tandem.t("The server does not answer. What you typed stays here and is saved with the next change.");
  const redraw = () => window.dash_clientside.set_props("shell-refresh", { data: Date.now() });

  function go(address) {
    history.pushState({}, "", address);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    window.scrollTo({ top: 0, behavior: "instant" });
  }

  /* Asking the server: one thing after the other -------------------------------------------------------- */
  let line = Promise.resolve();

  async function post(address, asked) {
    const headers = { "Content-Type": "application/json", Accept: "application/json" }, body = JSON.stringify(asked);
    let answer;
    try {
      // What is small still arrives when the page is left meanwhile; browsers refuse to do that for more than 64 kB.
      answer = await fetch(address, { method: "POST", headers, body, keepalive: body.length < 15000 });
    } catch (_) {
      throw Object.assign(new Error(unreachable()), { unreachable: true });
    }
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw Object.assign(new Error(said.error || unreachable()), said);
    return said;
  }

  function ask(address, body) {
    const asked = line.then(() => post(address, body));
    line = asked.catch(() => {});
    return asked;
  }

  /* Fields ------------------------------------------------------------------------------------------------ */
  const pauses = new Map(); // field -> timer, while what was typed is not stored
  const started = new WeakMap(); // field -> what is stored as far as this page knows
  const reviewOf = new WeakMap(); // field -> number of its review, also when the page is another one by now
  const valueOf = (field) => field.type === "checkbox" ? field.checked : field.value;
  const first = (field) => field.type === "checkbox" ? field.defaultChecked
    : field.tagName === "SELECT" ? [...field.options].find((one) => one.defaultSelected)?.value ?? field.options[0]?.value
    : field.defaultValue;
  const storedOf = (field) => started.has(field) ? started.get(field) : first(field);

  /* The page may be drawn anew while one types, or by an answer that was on its way when something was stored: what is
     in a field, and the focus, go over to the new one. What others wrote meanwhile is found out when it is stored. */
  const touched = new Map(); // what a field stores -> { field, at: when it was last written in or stored }
  let focused = null;
  const keyOf = (field) => `${reviewOf.get(field)} ${field.dataset.tdmSave} ${field.dataset.tdmName}`;
  const touch = (field) => touched.set(keyOf(field), { field, at: Date.now() });
  const heirOf = (field) => touched.get(keyOf(field))?.field || field;

  function carryOver() {
    for (const [key, { field: old, at }] of touched) {
      if (old.isConnected) continue;
      touched.delete(key);
      const isDirty = pauses.has(old), isHere = page()?.dataset.tdmReviewId === reviewOf.get(old);
      const { tdmSave, tdmName } = old.dataset;
      const fresh = isHere && document.querySelector(`[data-tdm-save="${CSS.escape(tdmSave)}"][data-tdm-name="${CSS.escape(tdmName)}"]`);
      if (!fresh || !(isDirty || old === focused || Date.now() - at < FRESH)) continue;
      started.set(fresh, storedOf(old));
      reviewOf.set(fresh, reviewOf.get(old));
      if (old.type === "checkbox") fresh.checked = old.checked; else fresh.value = old.value;
      touched.set(key, { field: fresh, at });
      if (isDirty) { clearTimeout(pauses.get(old)); pauses.delete(old); pauses.set(fresh, setTimeout(() => saveSoon(fresh), PAUSE)); }
      else if (storedOf(fresh) === valueOf(fresh)) tell(fresh, tandem.t("Saved"), "is-good");
      if (old === focused) {
        fresh.focus({ preventScroll: true });
        if (old.type === "text" || old.tagName === "TEXTAREA") fresh.setSelectionRange(old.selectionStart, old.selectionEnd);
      }
    }
  }

  function tell(field, text, tone) {
    const state = field.closest("section, .tdm-review")?.querySelector("[data-tdm-saved]");
    if (!state) return;
    state.className = `tdm-status tdm-rv-saved ${tone || ""}`;
    state.textContent = text;
  }

  function save(field) {
    clearTimeout(pauses.get(field));
    pauses.delete(field);
    const value = valueOf(field), seen = storedOf(field), id = reviewOf.get(field);
    if (value === seen || !id) return line;
    started.set(field, value);
    tell(field, tandem.t("Saving …"));
    const body = { ...JSON.parse(field.dataset.tdmSave), [field.dataset.tdmName]: value };
    if (body.do === "notes") body.seen = seen;
    return ask(`${ROUTE}/${id}`, body).then((said) => {
      const now = heirOf(field);
      touch(now);
      settle(now);
      if (!pauses.has(now)) tell(now, tandem.t("Saved"), "is-good");
      const sub = said.sub && now.closest("section")?.querySelector("[data-tdm-sub]");
      if (sub) sub.textContent = said.sub;
    }, (error) => {
      const now = heirOf(field);
      started.set(now, seen);
      tell(now, tandem.t("Not saved yet"), "is-bad");
      if (error.stored !== undefined) conflict(now, error.stored); else tandem.toast(error.message, { kind: "bad" });
      throw error;
    });
  }

  const flush = () => Promise.all([...pauses.keys()].map(save)).then(() => line);
  // What a save says it has said already; nobody waits for this one.
  const saveSoon = (field) => { save(field).catch(() => {}); };

  /* Somebody else has changed the notes: nothing is lost, and the person decides. */
  function conflict(field, theirs) {
    const place = field.closest("section")?.querySelector("[data-tdm-conflict]");
    if (!place) return;
    const ways = document.createElement("div");
    ways.className = "tdm-actions";
    const way = (label, value) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-outline-secondary btn-sm", textContent: label });
      button.addEventListener("click", () => {
        started.set(field, theirs); // what is there now has been seen
        field.value = value();
        grow(field);
        place.replaceChildren();
        field.focus();
        if (field.value === theirs) tell(field, tandem.t("Saved"), "is-good"); else saveSoon(field);
      });
      ways.append(button);
    };
    way(tandem.t("Keep mine"), () => field.value);
    way(tandem.t("Keep both"), () => `${theirs}\n\n${field.value}`);
    way(tandem.t("Take the others"), () => theirs);
    const alert = Object.assign(document.createElement("div"), { className: "alert alert-warning" });
    const text = Object.assign(document.createElement("div"), { textContent: tandem.t("The notes were changed elsewhere since you opened them. Yours are not saved yet.") });
    const other = Object.assign(document.createElement("blockquote"), { textContent: theirs });
    text.append(other, ways);
    alert.append(text);
    place.replaceChildren(alert);
  }

  const settle = (field) => { field.closest("section")?.querySelector("[data-tdm-conflict]")?.replaceChildren(); };

  function grow(field) {
    if (field.tagName !== "TEXTAREA" || CSS.supports("field-sizing", "content")) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  }

  const fieldOf = (event) => event.target.closest?.("[data-tdm-save]");

  document.addEventListener("input", (event) => {
    const field = fieldOf(event);
    if (!field) return;
    grow(field);
    clearTimeout(pauses.get(field));
    reviewOf.set(field, page()?.dataset.tdmReviewId);
    touch(field);
    if (valueOf(field) !== storedOf(field)) tell(field, tandem.t("Not saved yet"));
    // A day is whole only when one has left its field; while it is typed, years like 0002 go by.
    if (field.type !== "date") pauses.set(field, setTimeout(() => saveSoon(field), PAUSE));
    else pauses.set(field, 0);
  });
  document.addEventListener("focusin", (event) => { focused = fieldOf(event) || null; });
  document.addEventListener("change", (event) => { if (fieldOf(event) && pauses.has(fieldOf(event)) && event.target.type !== "date") saveSoon(fieldOf(event)); });
  document.addEventListener("focusout", (event) => {
    const field = fieldOf(event);
    if (field?.isConnected) focused = null;
    if (field && pauses.has(field)) saveSoon(field);
  });
  window.addEventListener("pagehide", () => { for (const field of [...pauses.keys()]) saveSoon(field); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) for (const field of [...pauses.keys()]) saveSoon(field); });

  /* Buttons ------------------------------------------------------------------------------------------------- */
  let focusNext = ""; // where one reads on after the page was drawn anew

  function undoable(said) {
    tandem.toast(said.said);
    const toast = document.querySelector(".toast-container > .toast:last-child .toast-body > div");
    if (!toast || !said.undo) return;
    const id = said.id, button = Object.assign(document.createElement("button"), {
      type: "button", className: "btn btn-link btn-sm", textContent: tandem.t("Undo") });
    button.addEventListener("click", () => {
      button.closest(".toast").remove();
      const { start, ...body } = said.undo;
      run(start ? ROUTE : `${ROUTE}/${id}`, start || body, id);
    });
    toast.append(button);
  }

  async function run(address, body, id) {
    try {
      await flush();
      const said = await ask(address, body);
      if (said.said) undoable({ ...said, id });
      focusNext = said.focus || "";
      if (said.go) go(said.go); else if (said.redraw) redraw();
    } catch (error) {
      tandem.toast(error.message, { kind: "bad" });
    }
  }

  function act(button, address, body) {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true"); // not disabled, which would lose the focus
    run(address, body, page()?.dataset.tdmReviewId).finally(() => button.removeAttribute("aria-disabled"));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-tdm-act], [data-tdm-start], [data-tdm-print-light]");
    if (!button) return;
    const { tdmAct: asked, tdmStart: begun } = button.dataset;
    if (asked) act(button, `${ROUTE}/${page().dataset.tdmReviewId}`, JSON.parse(asked));
    else if (begun) act(button, ROUTE, JSON.parse(begun));
    else printLight();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("[data-tdm-add], [data-tdm-start-form]");
    if (!form) return;
    event.preventDefault();
    const said = Object.fromEntries(new FormData(form)), button = form.querySelector("[type=submit]");
    const partner = form.dataset.tdmStartForm;
    if (partner !== undefined) act(button, ROUTE, { partner, ...said });
    else act(button, `${ROUTE}/${page().dataset.tdmReviewId}`, { do: "add", ...said });
  });

  /* Printing: figures are drawn for a theme, and paper is light ------------------------------------------------- */
  async function printLight() {
    await flush().catch(() => {});
    const root = document.documentElement, theme = root.dataset.bsTheme;
    if (theme !== "dark") return window.print();
    const draw = (to) => { root.dataset.bsTheme = to; window.dash_clientside.set_props("shell-screen", { data: tandem.screen() }); };
    const colour = () => [...document.querySelectorAll(".js-plotly-plot")].at(-1)?.layout?.template?.layout?.font?.color;
    const dark = colour();
    draw("light");
    for (let waited = 0; dark && colour() === dark && waited < LONGEST; waited += STEP) await new Promise((done) => setTimeout(done, STEP));
    await new Promise((done) => setTimeout(done, STEP)); // until it is painted
    window.print();
    draw(theme);
  }

  /* What was drawn anew ------------------------------------------------------------------------------------------ */
  let waiting = 0;

  function lookAgain() {
    waiting = 0;
    // Nobody's typing is interrupted: drawing a field anew would take the focus out of it.
    if (document.activeElement?.matches("[data-tdm-save], .tdm-rv-new *")) wait(); else flush().then(redraw, () => {});
  }

  function wait() {
    if (!waiting && document.querySelector("[data-tdm-waiting]")) waiting = setTimeout(lookAgain, AGAIN);
  }

  function readOn() {
    if (!focusNext) return;
    const target = page()?.querySelector(focusNext);
    focusNext = "";
    if (!target) return;
    if (!target.matches("input, button, a, textarea, select")) target.tabIndex = -1;
    target.focus();
  }

  new MutationObserver((changes) => {
    wait();
    const main = document.getElementById("main");
    // Plain markup becomes elements after this has been called (solid.js), hence the next frame.
    if (changes.some(({ target }) => main?.contains(target))) requestAnimationFrame(() => { carryOver(); readOn(); });
    document.querySelectorAll("textarea[data-tdm-save]:not([style])").forEach(grow);
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-tdm-dom"], childList: true, subtree: true });
})(window.tandem);
