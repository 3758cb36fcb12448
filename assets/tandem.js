/* Tandem in the browser: theme, navigation, menus, keys, copying, tables beside charts, toasts.
   Everything is delegated from document, because Dash replaces parts of the page at any time.
   Markup asks for behaviour with data attributes:
     data-tdm-theme            button that switches between light and dark
     data-tdm-key[, -value]    of such a link: what of the address it changes, for an option also the value it switches
     data-tdm-nav[="keep"]     link followed without loading the page again; "keep" stays at this scroll position
     data-tdm-menu="name"      <details> that closes on Escape, on a click outside and when another opens
     data-tdm-keep="name"      group of links that Dash draws anew; the focus stays at the same place in it
     data-tdm-panel="id"       button that opens and closes the element with that id (data-open), e.g. the filters
     data-tdm-copy="text"      button that copies the text; without text the address of the page
     data-tdm-view             button that swaps the chart of its card for the table
     data-tdm-csv="name"       button that downloads the table of its card
     data-tdm-print            button that prints the page
     data-tdm-close            button that closes its panel, dialog or toast */
window.tandem = window.tandem || {};
(function (tandem) {
  "use strict";
  const root = document.documentElement;

  /* Theme ----------------------------------------------------------------------------------------- */
  tandem.theme = () => root.dataset.bsTheme === "dark" ? "dark" : "light";

  tandem.setTheme = (theme) => {
    root.dataset.bsTheme = theme;
    try { localStorage.setItem("tandem-theme", theme); } catch (_) { /* lasts for this page only */ }
    labelThemeButtons();
    document.dispatchEvent(new CustomEvent("tandem:theme", { detail: { theme } }));
  };

  function labelThemeButtons() {
    const label = tandem.theme() === "dark" ? tandem.t("Switch to light theme") : tandem.t("Switch to dark theme");
    for (const button of document.querySelectorAll("[data-tdm-theme]")) {
      if (button.getAttribute("aria-label") !== label) button.setAttribute("aria-label", label);
    }
  }

  /* What figures are drawn for: theme, and whether the screen is a phone's. */
  const phone = matchMedia("(max-width: 767.98px)");
  tandem.screen = () => ({ theme: tandem.theme(), compact: phone.matches });
  // The scorecard has no shell, and no charts to draw again.
  const hasShell = () => document.querySelector("[data-tdm-theme]") !== null;
  phone.addEventListener("change", () => {
    if (hasShell()) window.dash_clientside.set_props("shell-screen", { data: tandem.screen() });
  });

  /* Navigation: the same as dcc.Link, but able to keep the scroll position and to carry ARIA -------- */
  function go(address, { replace = false } = {}) {
    tandem.notePlace?.();
    history[replace ? "replaceState" : "pushState"]({}, "", address);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  }
  tandem.go = go;

  /* A choice goes from the address as it is now: the link's own was made for the page as it was drawn, and a second
     choice may come before the answer to the first. An option is switched; any other choice takes from its link. */
  function chosen(link) {
    const { tdmKey: key, tdmValue: value } = link.dataset;
    const split = (query) => query.replace(/^\?/, "").split("&").filter(Boolean);
    const isOf = (part) => part.startsWith(`${key}=`);
    const parts = split(location.search), others = parts.filter((part) => !isOf(part));
    let wanted = split(new URL(link.href).search).filter(isOf);
    if (value !== undefined) {
      const held = parts.filter(isOf).flatMap((part) => part.slice(key.length + 1).split(",")).map(decodeURIComponent);
      const kept = held.filter((one) => one !== value);
      const values = kept.length < held.length ? kept : [...held, value];
      wanted = values.length ? [`${key}=${values.map(encodeURIComponent).join(",")}`] : [];
    }
    const query = [...others, ...wanted].join("&");
    return location.pathname + (query && `?${query}`);
  }

  function follow(link) {
    const isKept = link.dataset.tdmNav === "keep";
    if (isKept) rememberPlace(link);
    go(link.dataset.tdmKey ? chosen(link) : link.href);
    if (!isKept) window.scrollTo({ top: 0, behavior: "instant" });
  }

  /* A choice makes Dash draw its menu anew: open it again, with the focus on the same choice. A menu with one
     choice only is done with then. */
  let place = null;

  function rememberPlace(link) {
    const holder = link.closest("[data-tdm-menu], [data-tdm-keep]");
    if (!holder || link.classList.contains("is-single")) return;
    const kind = holder.dataset.tdmMenu ? "data-tdm-menu" : "data-tdm-keep";
    place = { link, selector: `[${kind}="${CSS.escape(holder.getAttribute(kind))}"]`,
      index: [...holder.querySelectorAll("a")].indexOf(link), scroll: holder.querySelector(".tdm-menu")?.scrollTop };
  }

  function restorePlace() {
    if (!place || place.link.isConnected) return;
    const holder = document.querySelector(place.selector);
    const links = holder ? [...holder.querySelectorAll("a")] : [];
    const { index, scroll } = place;
    place = null;
    if (!links.length) return;
    if ("open" in holder) holder.open = true;
    if (scroll) holder.querySelector(".tdm-menu").scrollTop = scroll;
    const focused = index === null ? holder.querySelector("summary") : links[Math.min(index, links.length - 1)];
    focused.focus({ preventScroll: true });
  }

  /* Another menu was opened, or this one closed, before the answer came. */
  function movePlace(menu) {
    if (!place) return;
    if (menu.open) Object.assign(place, { selector: `[data-tdm-menu="${CSS.escape(menu.dataset.tdmMenu)}"]`, index: null, scroll: 0 });
    else if (!document.querySelector("details[data-tdm-menu][open]")) place = null;
  }

  /* Search: the text goes into the address after a pause in typing, and comes from it when the address changes
     in another way (a removed chip, the back button). */
  let pause = 0;

  function search(text) {
    const address = new URL(location.href), before = address.searchParams.get("q") || "";
    if (text === before) return;
    if (text) address.searchParams.set("q", text); else address.searchParams.delete("q");
    go(address, { replace: Boolean(before && text) });
  }

  document.addEventListener("input", (event) => {
    if (!event.target.matches?.(".tdm-search input")) return;
    clearTimeout(pause);
    pause = setTimeout(() => search(event.target.value.trim()), 300);
  });

  window.addEventListener("popstate", () => {
    const field = document.querySelector(".tdm-search input");
    const text = new URL(location.href).searchParams.get("q") || "";
    if (field && field !== document.activeElement && field.value !== text) {
      window.dash_clientside.set_props(field.id, { value: text });
    }
  });

  const isPlainClick = (event) =>
    event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

  /* Menus and panels ------------------------------------------------------------------------------- */
  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details[data-tdm-menu][open]")) {
      if (menu !== except && !menu.contains(except)) menu.open = false;
    }
  }

  function setPanel(panel, open) {
    const button = document.querySelector(`[data-tdm-panel="${panel.id}"]`);
    panel.toggleAttribute("data-open", open);
    if (button) button.setAttribute("aria-expanded", String(open));
    if (open) (panel.querySelector("[data-tdm-close]") || panel.querySelector("a, button, summary")).focus();
    else if (button && panel.contains(document.activeElement)) button.focus();
  }

  function closePanels(except) {
    const panels = [...document.querySelectorAll(".tdm-panel[data-open]")]
      .filter((panel) => !except || !(panel.contains(except) || except.closest("[data-tdm-panel]")));
    for (const panel of panels) setPanel(panel, false);
    return panels.length > 0;
  }

  function escape() {
    place = null; // an answer still on its way must not open the menu again
    const menu = document.querySelector("details[data-tdm-menu][open]");
    if (!menu) return closePanels();
    menu.open = false;
    menu.querySelector("summary").focus();
    return true;
  }

  /* Copying and toasts ------------------------------------------------------------------------------- */
  tandem.toast = (text, { detail = "", kind = "good" } = {}) => {
    const area = document.querySelector(".toast-container");
    if (!area) return;
    const make = (tag, className, content) => Object.assign(document.createElement(tag), { className, textContent: content || "" });
    const toast = make("div", "toast show");
    toast.setAttribute("role", kind === "bad" ? "alert" : "status");
    const body = make("div", "toast-body");
    const icon = make("i", kind === "bad" ? "bi bi-exclamation-circle tdm-bad" : "bi bi-check-circle tdm-good");
    icon.setAttribute("aria-hidden", "true");
    const words = make("div", "", text);
    if (detail) words.append(make("p", "", detail));
    const close = make("button", "btn-close");
    close.type = "button";
    close.dataset.tdmClose = "";
    close.setAttribute("aria-label", tandem.t("Close"));
    body.append(icon, words, close);
    toast.append(body);
    area.append(toast);
    if (kind !== "bad") setTimeout(() => toast.remove(), 6000);
  };

  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.tdmCopy || location.href);
      tandem.toast(tandem.t("Link copied"));
    } catch (_) {
      tandem.toast(tandem.t("The link could not be copied"), {
        detail: tandem.t("Your browser blocks the clipboard. Select the address instead."), kind: "bad" });
    }
  }

  /* Chart cards: the table behind the chart, and its download ------------------------------------------- */
  function swapView(button) {
    const card = button.closest(".card");
    const asTable = card.toggleAttribute("data-as-table");
    button.textContent = asTable ? tandem.t("View as chart") : tandem.t("View as table");
    closeMenus();
    window.dispatchEvent(new Event("resize")); // Plotly measures a chart that was hidden
  }

  function csvField(cell) {
    const text = cell.dataset.value ?? cell.textContent.trim();
    const isFormula = /^(?:[\s\ufeff]*[=+\-@＝＋－＠]|[\t\r\n])/.test(text) && Number.isNaN(Number(text));
    return `"${(isFormula ? "'" + text : text).replaceAll('"', '""')}"`;
  }

  function downloadTable(button) {
    const rows = [...button.closest(".card").querySelectorAll("table tr")];
    const csv = rows.map((row) => [...row.cells].map(csvField).join(",")).join("\r\n");
    const url = URL.createObjectURL(new Blob(["\ufeff", csv, "\r\n"], { type: "text/csv;charset=utf-8" }));
    Object.assign(document.createElement("a"), { href: url, download: button.dataset.tdmCsv }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    closeMenus();
  }

  /* Events --------------------------------------------------------------------------------------------- */
  const actions = [
    ["[data-tdm-theme]", () => tandem.setTheme(tandem.theme() === "dark" ? "light" : "dark")],
    ["[data-tdm-panel]", (button) => {
      const panel = document.getElementById(button.dataset.tdmPanel);
      if (panel) setPanel(panel, !panel.hasAttribute("data-open"));
    }],
    ["[data-tdm-close]", (button) => {
      const panel = button.closest(".tdm-panel"), dialog = button.closest("dialog");
      if (panel) setPanel(panel, false);
      else if (dialog) dialog.close();
      else button.closest(".toast, .alert").remove();
    }],
    ["[data-tdm-copy]", copy],
    ["[data-tdm-view]", swapView],
    ["[data-tdm-csv]", downloadTable],
    ["[data-tdm-print]", () => window.print()],
  ];

  // While capturing, so that a Dash callback on the same button already sees the new theme.
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    closeMenus(event.target);
    closePanels(event.target);
    for (const [selector, act] of actions) {
      const found = event.target.closest(selector);
      if (found) return act(found);
    }
    const link = event.target.closest("a[data-tdm-nav]");
    if (link && isPlainClick(event) && link.origin === location.origin) {
      event.preventDefault();
      if (link.dataset.tdmNav !== "keep") { closeMenus(); closePanels(); }
      follow(link);
    }
  }, true);

  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.("details[data-tdm-menu]") || !event.target.isConnected) return;
    movePlace(event.target);
    if (event.target.open) closeMenus(event.target);
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && escape()) event.preventDefault();
    else if (event.key === " " && event.target.matches?.("a[role=checkbox]")) {
      event.preventDefault();
      event.target.click();
    }
  });

  /* Grids: columns name the least window that they need, so a phone shows partner, score and change ----- */
  const fitted = new WeakSet();

  function fitColumns(api) {
    for (const column of api.getColumns() || []) {
      const least = (column.getColDef().context || {}).minWindowWidth;
      const isWanted = !least || window.innerWidth >= least;
      if (column.isVisible() !== isWanted) api.setColumnsVisible([column.getColId()], isWanted);
    }
  }

  function fitGrids({ again = false } = {}) {
    for (const grid of document.querySelectorAll(".ag-root-wrapper")) {
      if (fitted.has(grid) && !again) continue;
      fitted.add(grid);
      const holder = grid.closest("[id]");
      if (holder) window.dash_ag_grid.getApiAsync(holder.id).then(fitColumns);
    }
  }
  window.addEventListener("resize", () => fitGrids({ again: true }));

  // Dash renders buttons and grids after this file has run, and may render them again.
  new MutationObserver(() => { labelThemeButtons(); restorePlace(); fitGrids(); }).observe(root, { childList: true, subtree: true });

  const PARTWISE = ["/", "/partners"];

  /* What Dash calls ------------------------------------------------------------------------------------- */
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    tandem: {
      // Input: n_clicks of the theme button. Output: what figures are drawn for from now on.
      screen: () => tandem.screen(),
      // Inputs: path, query, screen. Output: which page to build, and what its figures are drawn for. On some pages
      // a new query or screen changes parts of the page only, so there the page is not built again.
      route: (path, search) => {
        if (!path || (PARTWISE.includes(path) && tandem.routed === path)) return window.dash_clientside.no_update;
        // A page without charts looks the same on any screen, and may show what is shown only once.
        const address = path + (search || "");
        const isOtherScreen = address === tandem.address && !document.querySelector(".tdm-chart");
        tandem.address = address;
        if (isOtherScreen) return window.dash_clientside.no_update;
        tandem.routed = path;
        return { path, search, screen: tandem.screen() };
      },
    },
  });
})(window.tandem);
