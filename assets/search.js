/* Searching as one types: the palette of the top bar, and fields that find partners. Both are comboboxes whose
   options come from the server as nodes (layouts/search.py), so that this file knows no words and no addresses.
     data-tdm-find-at="address"  around a combobox and its list: where to ask; data-tdm-failed is said when that fails
     data-tdm-href               of an option: where it leads */
window.tandem = window.tandem || {};
(function (tandem) {
  "use strict";
  const PAUSE = 120, RECENT = "tandem-recent", MOST_RECENT = 5;

  const parts = (field) => ({
    around: field.closest("[data-tdm-find-at]"),
    list: document.getElementById(field.getAttribute("aria-controls")),
    said: field.closest("[data-tdm-find-at]").querySelector("[role=status]"),
  });
  const options = (list) => [...list.querySelectorAll("[role=option]")];
  const chosen = (list) => list.querySelector("[role=option][aria-selected=true]");

  /* Choices made before, as paths: the server knows their names. */
  function recent() {
    try { return JSON.parse(localStorage.getItem(RECENT) || "[]").filter((one) => typeof one === "string").slice(0, MOST_RECENT); }
    catch (_) { return []; }
  }

  function remember(address) {
    const path = new URL(address, location.origin).pathname;
    const paths = [path, ...recent().filter((one) => one !== path)].slice(0, MOST_RECENT);
    try { localStorage.setItem(RECENT, JSON.stringify(paths)); } catch (_) { /* nothing is remembered */ }
  }

  function choose(field, option) {
    const { list } = parts(field);
    for (const one of options(list)) one.setAttribute("aria-selected", String(one === option));
    if (option) { field.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    else field.removeAttribute("aria-activedescendant");
  }

  function show(field, nodes, said) {
    const { list, said: status } = parts(field);
    list.replaceChildren(...nodes.map(tandem.build));
    list.hidden = nodes.length === 0;
    list.classList.remove("tdm-stale");
    field.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = said;
    status.classList.toggle("is-empty", list.hidden);
    choose(field, field.value.trim() ? options(list)[0] : null);
  }

  function hide(field) {
    asking.get(field)?.abort();
    show(field, [], "");
  }

  /* The last question alone is answered. */
  const asking = new WeakMap();

  async function ask(field) {
    asking.get(field)?.abort();
    const control = new AbortController();
    asking.set(field, control);
    const { around, list } = parts(field);
    const typed = field.value.trim(), isPalette = field.closest("dialog") !== null;
    if (!typed && !isPalette) return hide(field);
    const address = new URL(around.dataset.tdmFindAt, location.origin);
    address.searchParams.set("q", typed);
    address.searchParams.set("search", location.search);
    if (isPalette) for (const path of recent()) address.searchParams.append("recent", path);
    const late = setTimeout(() => list.classList.add("tdm-stale"), 150);
    try {
      const answer = await fetch(address, { signal: control.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const { nodes, said } = await answer.json();
      if (asking.get(field) === control) show(field, nodes, said);
    } catch (error) {
      if (error.name !== "AbortError") show(field, [], around.dataset.tdmFailed);
    } finally { clearTimeout(late); }
  }

  function open(option, event) {
    const address = option.dataset.tdmHref, dialog = option.closest("dialog");
    if (dialog) remember(address);
    if (event.metaKey || event.ctrlKey) { window.open(address, "_blank", "noopener"); return; }
    const field = option.closest("[data-tdm-find-at]").querySelector("[role=combobox]");
    if (dialog) dialog.close(); else { field.value = ""; hide(field); }
    tandem.go(address);
    if (dialog) window.scrollTo({ top: 0, behavior: "instant" });
  }

  tandem.openSearch = () => {
    const dialog = document.getElementById("search"), field = document.getElementById("search-field");
    if (!dialog || !field || document.querySelector("dialog[open]")) return;
    dialog.showModal();
    field.value = "";
    field.focus();
    ask(field);
  };

  /* Events --------------------------------------------------------------------------------------------- */
  let pause = 0;
  const isField = (target) => target instanceof Element && target.matches("[data-tdm-find-at] [role=combobox]");

  document.addEventListener("input", (event) => {
    if (!isField(event.target)) return;
    clearTimeout(pause);
    pause = setTimeout(() => ask(event.target), PAUSE);
  });

  document.addEventListener("keydown", (event) => {
    if (!isField(event.target) || event.isComposing) return;
    const { list } = parts(event.target);
    const all = options(list), at = all.indexOf(chosen(list));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!all.length) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(event.target, all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (at >= 0) open(all[at], event);
    } else if (event.key === "Escape" && !event.target.closest("dialog") && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      hide(event.target);
    }
  }, true);

  document.addEventListener("click", (event) => {
    const option = event.target instanceof Element && event.target.closest("[data-tdm-find-at] [role=option]");
    if (option) open(option, event);
  });

  // The field keeps the focus while an option is clicked.
  document.addEventListener("mousedown", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-tdm-find-at] [role=listbox]")) event.preventDefault();
  });

  document.addEventListener("focusout", (event) => {
    if (isField(event.target) && !event.target.closest("dialog")) hide(event.target);
  });
})(window.tandem);
