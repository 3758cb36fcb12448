/* Cells of the partner tables. Texts arrive finished from the server ("<field>_text"); the class names are those of
   the style sheet, so a band looks the same in a cell as anywhere else. While a row is on its way, `data` is missing. */
window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {};
(function (cells) {
  "use strict";
  const h = (...args) => window.React.createElement(...args);
  const beside = (props, suffix) => props.data[`${props.colDef.field}_${suffix}`];
  const whenThere = (draw) => (props) => props.data ? draw(props) : null;

  const bandMark = (band, word, chip) =>
    h("span", { className: `tdm-band ${band}${chip ? " is-chip" : ""}` }, word);

  cells.TdmPartner = whenThere((props) => h("span", { className: "tdm-partnercell" },
    h("a", { className: "tdm-rowlink", href: props.data.href, "data-tdm-nav": "" }, props.value),
    h("small", { className: "tdm-muted" }, props.data.summary)));

  cells.TdmNumber = whenThere((props) => h("span", { className: "n" }, beside(props, "text")));

  cells.TdmScore = whenThere((props) => h("div", { className: "tdm-cell" },
    props.value == null ? null : h("span", { className: "n" }, beside(props, "text")),
    bandMark(beside(props, "band"), beside(props, "word"), props.chip)));

  cells.TdmDelta = whenThere((props) => {
    const text = beside(props, "text"), tone = beside(props, "tone"), arrow = beside(props, "arrow");
    if (!arrow) return h("span", { className: props.value == null ? "tdm-muted" : "tdm-delta" }, text);
    return h("span", { className: `tdm-delta ${tone}` },
      h("span", { "aria-hidden": "true" }, arrow),
      h("span", { className: "visually-hidden" }, `${beside(props, "said")} `), text);
  });

  const MARKS = {
    "is-strong": (x, y) => h("circle", { className: "strong", cx: x, cy: y, r: 3.1 }),
    "is-moderate": (x, y) => h("path", { className: "moderate", d: `M${x} ${y - 3.9}l3.9 3.9-3.9 3.9-3.9-3.9z` }),
    "is-low": (x, y) => h("path", { className: "low", d: `M${x - 3.7} ${y - 2.8}h7.4l-3.7 6.5z` }),
    "is-none": (x, y) => h("circle", { className: "none", cx: x, cy: y, r: 3.1 }),
  };

  /* A missing quarter breaks the line; only the last known point carries a mark. */
  cells.TdmSparkline = whenThere((props) => {
    const width = 96, height = 26, pad = 5;
    const values = props.value || [], known = values.filter((v) => v != null);
    if (!known.length) return h("span", { className: "tdm-muted" }, "–");
    const low = Math.min(...known), range = Math.max(Math.max(...known) - low, 8);
    const x = (i) => +(2 + i * (width - 9) / Math.max(values.length - 1, 1)).toFixed(1);
    const y = (v) => +(height - pad - (v - low) / range * (height - 2 * pad)).toFixed(1);
    let d = "", pen = "M";
    values.forEach((v, i) => { if (v == null) { pen = "M"; } else { d += `${pen}${x(i)} ${y(v)}`; pen = "L"; } });
    const last = values.findLastIndex((v) => v != null);
    return h("svg", { className: "tdm-spark", width, height, viewBox: `0 0 ${width} ${height}`, role: "img",
      "aria-label": beside(props, "label") },
      h("path", { className: "l", d }), MARKS[beside(props, "band")](x(last), y(values[last])));
  });
})(window.dashAgGridComponentFunctions);
