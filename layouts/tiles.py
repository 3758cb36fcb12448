"""KPI tiles: a score with its band, change, history and target; and the small figures of the results row.

Dash has no SVG elements and raw HTML is not an option, so a sparkline is a mask: the path is an image that
cuts the line out of a block in a token's colour. It follows the theme and print without a second picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from kpi.language import lowered, t
from layouts import components, formats, html

SPARK_ROOM = (6.0, 92.0)
"""Top and bottom of the line in per cent of its box, so that marks at either end are not cut off."""

LEAST_RANGE = 8.0
"""A history that moves less than this many points is drawn nearly flat, as it is."""


_BEFORE_PATH = 'url("data:image/svg+xml,' + quote(
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100' preserveAspectRatio='none'><path d='"
)
_AFTER_PATH = (
    quote(
        "' fill='none' stroke='#000' stroke-width='1.5' stroke-linejoin='round' stroke-linecap='round' "
        "vector-effect='non-scaling-stroke'/></svg>"
    )
    + '")'
)
"""What stands around the path of a sparkline's image."""


@dataclass(frozen=True)
class Target:
    """Where a KPI should be, by when, and how that looks."""

    value: float
    due: str
    status: str = ""


@dataclass(frozen=True)
class TileView:
    """A headline KPI as its tile shows it.

    `reason` stands in for a value that is not defined. A click on the tile leads to `href`, the same page with its
    KPI in view; `is_here` when that is the one shown.
    """

    kpi: str
    name: str
    definition_href: str
    value: float | None
    band: str
    change: float | None
    versus: str
    history: Sequence[float | None] = ()
    first_label: str = ""
    last_label: str = ""
    target: Target | None = None
    reason: str = ""
    note: str = ""
    edges: tuple[float, float] = formats.BAND_EDGES
    href: str = ""
    is_here: bool = False


@dataclass(frozen=True)
class ResultView:
    """A KPI without bands as a small figure."""

    name: str
    definition_href: str
    value: float | None
    unit: str
    change: float | None
    versus: str
    higher_is_better: bool = True
    reason: str = ""
    currency: str = "EUR"


def kpi_tile(*, view: TileView) -> html.Section:
    """Name, band, value, change, history, scale and target of one headline KPI."""
    title_id = f"tile-{view.kpi}"
    body = [
        _head(view, title_id),
        html.Div([_value(view), _change(view)]),
        html.Div(_history(view), className="tdm-sparkbox"),
        scale(
            value=view.value,
            name=view.name,
            band=view.band,
            target=view.target and view.target.value,
            edges=view.edges,
        ),
        _target_line(view),
    ]
    return html.Section(
        html.Div([part for part in body if part is not None], className="card-body"),
        className="card h-100 tdm-tile is-link" if view.href else "card h-100 tdm-tile",
        **{"aria-labelledby": title_id},
    )


def tile_row(*, tiles: Sequence[TileView]) -> html.Div:
    """Return the headline KPIs side by side."""
    return html.Div(
        [html.Div(kpi_tile(view=view), className="col-12 col-lg-4") for view in tiles],
        className="row tdm-grid mt-2",
    )


def scale(
    *,
    value: float | None,
    name: str,
    band: str,
    target: float | None = None,
    edges: tuple[float, float] = formats.BAND_EDGES,
) -> html.Div:
    """Return a 0 to 100 scale with the three bands, the value's mark and the target's line."""
    marks = [html.I(className="z z1"), html.I(className="z z2"), html.I(className="z z3")]
    style: dict[str, float] = {} if edges == formats.BAND_EDGES else {"--e1": edges[0], "--e2": edges[1]}
    if target is not None and not formats.is_missing(target):
        style["--t"] = round(target, 2)
        marks.append(html.I(className="t"))
    if value is not None and not formats.is_missing(value):
        style["--v"] = round(value, 2)
        marks.append(html.I(className=f"v tdm-band {components.BANDS[band][0]}"))
    ticks = [html.Span(f"{edge:g}", className=f"k k{place}") for place, edge in zip((50, 75), edges, strict=True)]
    return html.Div(
        [*marks, *ticks],
        className="tdm-scale tdm-num",
        role="img",
        style=style,
        **{"aria-label": _scale_text(value, name, band, target, edges)},
    )


def sparkline(*, values: Sequence[float | None], band: str, label: str, target: float | None = None) -> html.Div:
    """Return a small line that breaks at missing values, with the band's mark on the last known one."""
    known = [value for value in values if value is not None and not formats.is_missing(value)]
    if not known:
        return html.Div(t("no history"), className="tdm-muted small")
    low, high = _range(known, target)
    points = [_point(index, value, len(values), low, high) for index, value in enumerate(values)]
    x, y = next(point for point in reversed(points) if point is not None)
    style: dict[str, str | float] = {"--line": _mask(points), "--x": x, "--y": y}
    parts = [html.I(className="l"), html.I(className=f"m tdm-band {components.BANDS[band][0]}")]
    if target is not None and not formats.is_missing(target):
        style["--t"] = round(_height(target, low, high), 1)
        parts.insert(0, html.I(className="t"))
    return html.Div(parts, className="tdm-sparkline", role="img", style=style, **{"aria-label": label})


def result_list(*, results: Sequence[ResultView]) -> html.Dl:
    """Figures side by side, each with its change."""
    return html.Dl([_result(view) for view in results], className="tdm-figures tdm-results")


def _head(view: TileView, title_id: str) -> html.Div:
    info = components.link(
        components.icon("info-circle"),
        href=view.definition_href,
        class_name="btn btn-ghost btn-icon btn-sm tdm-info",
        **{"aria-label": t("How {name} is defined", name=view.name)},
    )
    chip = components.band(name=view.band, chip=True)
    return html.Div([html.H2(_title(view), id=title_id), info, chip], className="tdm-tile-head")


def _title(view: TileView) -> components.Child:
    """Return the name of the KPI; where the tile leads somewhere, as the link that covers the tile."""
    if not view.href:
        return view.name
    current = {"aria-current": "true"} if view.is_here else {}
    switch = {"class_name": "tdm-tilelink", "keep_scroll": True, "data-tdm-key": "kpi"}
    return components.link(view.name, href=view.href, **switch, **current)


def _value(view: TileView) -> html.Div:
    if view.value is None or formats.is_missing(view.value):
        return html.Div(formats.MISSING, className="tdm-value")
    return html.Div([formats.score(view.value, edges=view.edges), html.Small("/ 100")], className="tdm-value")


def _change(view: TileView) -> html.Div:
    """Return the change and what it compares with; without a value the reason why there is none."""
    if view.value is None or formats.is_missing(view.value):
        return html.Div(view.reason, className="tdm-change")
    is_new = view.change is None or formats.is_missing(view.change)
    parts = [components.delta(change=view.change, is_new=is_new)]
    return html.Div(
        parts if is_new else [*parts, html.Span(t("vs {versus}", versus=view.versus))], className="tdm-change"
    )


def _history(view: TileView) -> list[html.Div]:
    text = t(
        "{name}, {first_label} to {last_label}",
        name=view.name,
        first_label=view.first_label,
        last_label=view.last_label,
    )
    line = sparkline(values=view.history, band=view.band, label=text, target=view.target and view.target.value)
    ends = html.Div([html.Span(view.first_label), html.Span(view.last_label)], className="tdm-sparkends")
    return [line, ends] if any(value is not None for value in view.history) else [line]


def _target_line(view: TileView) -> html.Div:
    """Target and status; without a target whatever the page wants to note there."""
    if view.target is None:
        return html.Div([html.Span(t("No target set")), html.Span(view.note)], className="tdm-target")
    goal = html.Span(
        components.around(
            t("Target {value} by {due}", due=view.target.due, value="{value}"),
            value=html.B(formats.score(view.target.value)),
        )
    )
    return html.Div([goal, html.Span(view.target.status or view.note)], className="tdm-target")


def _result(view: ResultView) -> html.Div:
    is_known = view.value is not None and not formats.is_missing(view.value)
    change = components.delta(
        change=view.change,
        unit=view.unit,
        higher_is_better=view.higher_is_better,
        is_new=is_known,
        currency=view.currency,
    )
    below = [change, html.Span(f" {t('vs {versus}', versus=view.versus)}")] if view.change is not None else [change]
    return html.Div(
        [
            html.Dt(components.link(view.name, href=view.definition_href)),
            html.Dd(
                [
                    formats.value_text(view.value, view.unit, currency=view.currency),
                    html.Small(below if is_known else view.reason),
                ]
            ),
        ]
    )


def _scale_text(value: float | None, name: str, band: str, target: float | None, edges: tuple[float, float]) -> str:
    word = lowered(components.band_word(band))
    aim = "" if target is None else t(", target {target}", target=formats.score(target))
    if value is None or formats.is_missing(value):
        return f"{name}: {word}{aim}"
    return t(
        "{name} {value} of 100, {word}{aim}", name=name, value=formats.score(value, edges=edges), word=word, aim=aim
    )


def _range(known: Sequence[float], target: float | None) -> tuple[float, float]:
    """Lowest and highest value to draw, never closer than `LEAST_RANGE`."""
    drawn = [*known, target] if target is not None and not formats.is_missing(target) else list(known)
    middle, half = (min(drawn) + max(drawn)) / 2, max(max(drawn) - min(drawn), LEAST_RANGE) / 2
    return middle - half, middle + half


def _point(index: int, value: float | None, number: int, low: float, high: float) -> tuple[float, float] | None:
    if value is None or formats.is_missing(value):
        return None
    return round(100 * index / max(number - 1, 1), 1), round(_height(value, low, high), 1)


def _height(value: float, low: float, high: float) -> float:
    top, bottom = SPARK_ROOM
    return bottom - (value - low) / (high - low) * (bottom - top)


def _mask(points: Sequence[tuple[float, float] | None]) -> str:
    """Return the line as a CSS image; a missing point lifts the pen."""
    path, pen = "", "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        path, pen = f"{path}{pen}{point[0]} {point[1]}", "L"
    # Nothing in a path but its spaces needs to be quoted.
    return f"{_BEFORE_PATH}{path.replace(' ', '%20')}{_AFTER_PATH}"
