/* Chooses light or dark before the first paint: the remembered choice, else the system's.
   Load it in <head>, without defer. tandem.js changes the choice later. */
(function () {
  "use strict";
  let choice = null;
  try { choice = localStorage.getItem("tandem-theme"); } catch (_) { /* storage is blocked: follow the system */ }
  const dark = choice ? choice === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
})();

/* Words of scripts: tandem.t("Copied") or tandem.t("Uploading {name}", {name}). The document holds them in the reader's
   language; what is not translated is shown in English. The first argument is always a literal: the catalogue of
   messages is made from it. */
window.tandem = window.tandem || {};
(function (tandem) {
  "use strict";
  let words = null;
  const known = (message) => {
    if (words === null && document.readyState !== "loading") {
      words = JSON.parse(document.getElementById("tdm-words")?.textContent || "{}");
    }
    return words?.[message];
  };
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => name in values ? values[name] : all);

  tandem.language = () => document.documentElement.lang || "en";
  tandem.t = (message, values = {}) => filled(known(message) || message, values);

  /* Of something counted: the number stands as {count}. */
  tandem.tn = (one, many, number, values = {}) => {
    const language = tandem.language(), forms = known(one) || [one, many];
    const isOne = new Intl.PluralRules(language).select(number) === "one";
    return filled(isOne ? forms[0] : forms[forms.length - 1], { count: number.toLocaleString(language), ...values });
  };
})(window.tandem);
