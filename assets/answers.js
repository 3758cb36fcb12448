/* What a partner sends from its scorecard, and what a manager decides about it.
   Markup asks for it with data attributes:
     data-tdm-send="survey"       form whose fields are sent; data-tdm-about: the KPI that it is about
     data-tdm-answer="form:about" what is around such a form; data-tdm-said in it tells what became of it
     data-tdm-remark              button that opens and closes the part named by its aria-controls
     data-tdm-remark-close        button in such a part that closes it
     data-tdm-decide="accept"     form that decides about data-tdm-submission */
window.tandem = window.tandem || {};
(function (tandem) {
  "use strict";
  const PATIENCE = 20000; // milliseconds
  const GONE = [401, 404, 410];
  let waiting = null; // { holder, timer } of the form that is on its way

  /* Opening and closing ------------------------------------------------------------------------------------ */
  const opener = (part) => document.querySelector(`[data-tdm-remark][aria-controls="${CSS.escape(part.id)}"]`);

  function show(part, isOpen) {
    part.hidden = !isOpen;
    const form = part.querySelector("form");
    if (form && isOpen) {
      form.hidden = false;
      say(form.closest("[data-tdm-answer]"), "", "");
      form.querySelector("textarea")?.focus();
    }
    opener(part)?.setAttribute("aria-expanded", String(isOpen));
  }

  function close(inside) {
    const part = inside.closest("[id^=remark-]:not(textarea, input)");
    if (!part) return;
    show(part, false);
    opener(part)?.focus();
  }

  /* Sending ------------------------------------------------------------------------------------------------ */
  function say(holder, text, kind) {
    const said = holder?.querySelector("[data-tdm-said]");
    if (!said) return;
    said.textContent = text;
    said.className = `tdm-said ${kind ? `is-${kind}` : ""}`.trim();
  }

  function busy(holder, isBusy) {
    for (const one of holder.querySelectorAll("[type=submit]")) {
      if (isBusy) one.setAttribute("aria-disabled", "true"); else one.removeAttribute("aria-disabled");
    }
  }

  function fields(form) {
    const values = {}, answers = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value !== "string") continue;
      if (name.startsWith("answer:")) answers[name.slice("answer:".length)] = value; else values[name] = value;
    }
    return form.dataset.tdmSend === "survey" ? { ...values, answers } : values;
  }

  function end(text, kind) {
    if (!waiting) return;
    clearTimeout(waiting.timer);
    busy(waiting.holder, false);
    if (text) say(waiting.holder, text, kind);
    waiting = null;
  }

  const unsent = () => end(tandem.t("It could not be sent. What you wrote is still here; try again in a moment."), "bad");

  function send(form) {
    const holder = form.closest("[data-tdm-answer]");
    if (!holder || waiting) return;
    say(holder, "", "");
    busy(holder, true);
    waiting = { holder, timer: setTimeout(unsent, PATIENCE) };
    window.dash_clientside.set_props("answers-asked", { data: {
      form: form.dataset.tdmSend, about: form.dataset.tdmAbout || "", values: fields(form), at: Date.now() } });
  }

  // Input: what the server says about what was sent.
  function told(said) {
    if (!waiting || !said) return;
    const { holder } = waiting, form = holder.querySelector("form"), isGood = said.kind === "good";
    end(said.text, said.kind);
    if (!isGood) return;
    form.reset();
    if (form.dataset.tdmSend === "remark") form.hidden = true;
    holder.querySelector("[data-tdm-said]")?.focus({ preventScroll: false });
  }

  /* A link that has ended meanwhile: the page says so, in the server's words. */
  document.addEventListener("tandem:refused", (event) => {
    if (!waiting) return;
    if (GONE.includes(event.detail.status)) location.reload(); else unsent();
  });

  /* Deciding ----------------------------------------------------------------------------------------------- */
  function decide(form) {
    const button = form.querySelector("[type=submit]");
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true"); // a second click is the same wish
    setTimeout(() => button.removeAttribute("aria-disabled"), PATIENCE);
    const { tdmDecide, tdmSubmission } = form.dataset;
    window.dash_clientside.set_props("inbox-asked", { data: {
      do: tdmDecide, id: Number(tdmSubmission), words: new FormData(form).get("words") || "", at: Date.now() } });
  }

  // The buttons of a decision that did not get through work again; those of one that was refused in words, by actions.js.
  document.addEventListener("tandem:refused", () => {
    for (const one of document.querySelectorAll("[data-tdm-decide] [aria-disabled]")) one.removeAttribute("aria-disabled");
  });

  /* Events ------------------------------------------------------------------------------------------------- */
  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("[data-tdm-send], [data-tdm-decide]");
    if (!form) return;
    event.preventDefault();
    if (form.dataset.tdmSend) send(form); else decide(form);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-tdm-remark], [data-tdm-remark-close]");
    if (!button) return;
    if (button.hasAttribute("data-tdm-remark-close")) return close(button);
    const part = document.getElementById(button.getAttribute("aria-controls"));
    if (part) show(part, part.hidden || Boolean(part.querySelector("form")?.hidden));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest?.("[data-tdm-send=remark]")) close(event.target);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { answers: { told } });
})(window.tandem);
