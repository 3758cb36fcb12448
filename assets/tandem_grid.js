/* The partner tables: their order stands in the address, a row opens its partner, and a new address brings new rows.
   After tandem.js, whose functions for Dash it joins. */
(function (tandem, forDash) {
  "use strict";
  const USUAL = "change"; // the order that addresses need not name
  const LOOKS = ["sort", "columns", "group"]; // what of the address changes no row
  const shown = new Map(); // grid -> the address that its rows are of
  const connected = new WeakSet();

  function rowsOf(search) {
    const query = new URLSearchParams(search);
    LOOKS.forEach((key) => query.delete(key));
    return query.toString();
  }

  /* A click on a head of the grid; what comes from the address has another source. */
  function sorted({ api, source }) {
    if (source !== "uiColumnSorted") return;
    const column = api.getColumnState().find(({ sort }) => sort);
    if (!column) return;
    const order = (column.sort === "desc" ? "-" : "") + column.colId;
    const parts = location.search.replace(/^\?/, "").split("&").filter((part) => part && !part.startsWith("sort="));
    if (order !== USUAL) parts.push(`sort=${order}`);
    tandem.go(location.pathname + (parts.length ? `?${parts.join("&")}` : ""));
  }

  function open({ data, event }) {
    const isLink = event?.target instanceof Element && event.target.closest("a, button");
    if (!data?.href || isLink || String(getSelection())) return;
    if (event?.ctrlKey || event?.metaKey) window.open(data.href);
    else { tandem.go(data.href); window.scrollTo({ top: 0, behavior: "instant" }); }
  }

  function connect(grid) {
    connected.add(grid);
    window.dash_ag_grid.getApiAsync(grid.id).then((api) => {
      shown.set(grid.id, rowsOf(location.search));
      api.addEventListener("sortChanged", sorted);
      api.addEventListener("rowClicked", open);
      api.addEventListener("cellKeyDown", (pressed) => { if (pressed.event.key === "Enter") open(pressed); });
    });
  }

  new MutationObserver(() => {
    for (const grid of document.querySelectorAll(".tdm-grid-partners[id]")) if (!connected.has(grid)) connect(grid);
  }).observe(document.documentElement, { childList: true, subtree: true });

  // Inputs: query of the address; id of a grid. Output: nothing; the grid asks for its rows anew where they changed.
  forDash.listed = (search, id) => {
    const rows = rowsOf(search || "");
    if (shown.has(id) && shown.get(id) !== rows) {
      shown.set(id, rows);
      window.dash_ag_grid.getApiAsync(id).then((api) => {
        if (api.paginationGetCurrentPage() > 0) api.paginationGoToFirstPage();
        api.refreshInfiniteCache();
      });
    }
    return window.dash_clientside.no_update;
  };
})(window.tandem, window.dash_clientside.tandem);
