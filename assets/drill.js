/* Clicks in charts: a line, its label or a part of a column leads to the partners behind it. The addresses are the
   server's: of a line in the trace's meta, of a column's part in its customdata, of a label in the annotation's name.
   The table of the same card has them as links, for those who use no pointer. */
window.tandem = window.tandem || {};
(function (tandem) {
  "use strict";
  const NEAR = 18; // pixels between the pointer and the line that it means
  const bound = new WeakSet(), hovered = new WeakMap();

  const isAddress = (text) => typeof text === "string" && text.startsWith("/") && !text.startsWith("//");

  /* The pointer's place above the bottom line of the plot, as a value of the axis and in pixels. */
  function pointer(axis, event) {
    const area = axis._mainsubplot && event.target.ownerSVGElement ? event.target : null;
    const top = (area || event.target).getBoundingClientRect().top;
    const pixel = event.clientY - top;
    return { pixel, value: axis.p2d ? axis.p2d(pixel) : axis.p2c(pixel) };
  }

  /* Hovers speak of every line at one period; the one that is meant is the one under the pointer. */
  function meant(points, event) {
    if (!points?.length || !event?.target?.getBoundingClientRect) return null;
    const axis = points[0].yaxis;
    const { pixel, value } = pointer(axis, event);
    if (points[0].data.type === "bar") {
      let top = 0;
      for (const point of [...points].sort((a, b) => a.curveNumber - b.curveNumber)) {
        const bottom = top;
        top += point.y || 0;
        if (point.y && value >= bottom && value <= top) return point.customdata;
      }
      return null;
    }
    const near = points
      .filter((point) => point.data.meta?.href)
      .map((point) => ({ href: point.data.meta.href, away: Math.abs(axis.d2p(point.y) - pixel) }))
      .sort((a, b) => a.away - b.away)[0];
    return near && near.away <= NEAR ? near.href : null;
  }

  function follow(address, event) {
    if (!isAddress(address)) return;
    if (event && (event.metaKey || event.ctrlKey)) window.open(address, "_blank", "noopener");
    else tandem.go(address);
    if (new URL(address, location.origin).pathname !== tandem.lastPath) window.scrollTo({ top: 0, behavior: "instant" });
    tandem.lastPath = location.pathname;
  }

  function bind(chart) {
    bound.add(chart);
    chart.on("plotly_hover", ({ points }) => hovered.set(chart, points));
    chart.on("plotly_unhover", () => { hovered.delete(chart); chart.classList.remove("is-drillable"); });
    chart.on("plotly_click", ({ points, event }) => follow(meant(points, event), event));
    chart.on("plotly_clickannotation", ({ annotation, event }) => follow(annotation.name, event));
  }

  document.addEventListener("pointermove", (event) => {
    const chart = event.target instanceof Element && event.target.closest(".js-plotly-plot");
    if (!chart) return;
    if (!bound.has(chart)) { if (chart.on) bind(chart); return; }
    if (event.target.matches(".nsewdrag")) chart.classList.toggle("is-drillable", isAddress(meant(hovered.get(chart), event)));
  }, { passive: true });

  // A finger comes without moving first.
  document.addEventListener("pointerdown", (event) => {
    const chart = event.target instanceof Element && event.target.closest(".js-plotly-plot");
    if (chart && chart.on && !bound.has(chart)) bind(chart);
  }, { capture: true, passive: true });
})(window.tandem);
