"""Colours and type of every chart: the style sheet's tokens as values, and the Plotly template built of them.

A figure is a plain dict, so the template is one too; nothing is registered with Plotly.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from kpi.language import language

Theme = Literal["light", "dark"]

FONT_FAMILY = '"Inter Variable", Inter, system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif'
FONT_SIZE = 12


@dataclass(frozen=True, slots=True)
class Hue:
    """One meaning in two strengths: `mark` for lines and areas (3:1), `ink` for text (4.5:1)."""

    mark: str
    ink: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, named as in the style sheet (`line_strong` is ``--tdm-line-strong``)."""

    surface: str
    line_strong: str
    control_line: str
    ink: str
    ink_2: str
    ink_3: str
    strong: Hue
    moderate: Hue
    low: Hue
    none: Hue
    reseller: Hue
    distributor: Hue
    technology: Hue
    venture: Hue
    referral: Hue
    service: Hue
    focus_series: str
    peer: str
    grid: str
    axis: str
    zone_alpha: float

    def band(self, name: str) -> Hue:
        """Colour of a band: low, moderate or strong."""
        return {"low": self.low, "moderate": self.moderate, "strong": self.strong}[name]

    def partner_type(self, word: str) -> Hue | None:
        """Colour of a built-in partner type, nothing for any other word."""
        return {
            "reseller": self.reseller,
            "distributor": self.distributor,
            "technology": self.technology,
            "joint_venture": self.venture,
            "referral": self.referral,
            "service": self.service,
        }.get(word)

    def palette(self) -> tuple[Hue, ...]:
        """Colours for groups that have none of their own, neighbours as far apart as can be."""
        return (self.reseller, self.technology, self.distributor, self.venture, self.referral, self.service)


LIGHT = Tokens(
    surface="#ffffff",
    line_strong="#ccd2dc",
    control_line="#858d9c",
    ink="#141821",
    ink_2="#444b59",
    ink_3="#626a79",
    strong=Hue("#1a86ad", "#0d6080"),
    moderate=Hue("#bb7c14", "#845508"),
    low=Hue("#b02c3a", "#a02331"),
    none=Hue("#858d9c", "#565e6c"),
    reseller=Hue("#2a3aa0", "#2a3aa0"),
    distributor=Hue("#7a953d", "#566b24"),
    technology=Hue("#5f8fe4", "#2f63c4"),
    venture=Hue("#9a5982", "#8a4a73"),
    referral=Hue("#33393f", "#33393f"),
    # Not in the design's five: the green farthest from the other types and from the blue of "strong".
    service=Hue("#176e4a", "#176e4a"),
    focus_series="#3c4ecf",
    peer="#858d9c",
    grid="#eceef2",
    axis="#ccd2dc",
    zone_alpha=0.055,
)

DARK = Tokens(
    surface="#16191f",
    line_strong="#3a414e",
    control_line="#727b8b",
    ink="#eceef3",
    ink_2="#b7bec9",
    ink_3="#8f97a6",
    strong=Hue("#4fb0d9", "#7fcbea"),
    moderate=Hue("#e0ac47", "#ecc473"),
    low=Hue("#e5625c", "#f79a94"),
    none=Hue("#727b8b", "#a5adba"),
    reseller=Hue("#6b7df0", "#8d9bf7"),
    distributor=Hue("#86b063", "#9cc47a"),
    technology=Hue("#62a4fb", "#7fb4fc"),
    venture=Hue("#b965a7", "#d28bc3"),
    referral=Hue("#c3cad4", "#c3cad4"),
    service=Hue("#1f9a74", "#4fc39b"),
    focus_series="#96a3ff",
    peer="#7e8696",
    grid="#232831",
    axis="#3a414e",
    zone_alpha=0.075,
)


def tokens(theme: Theme) -> Tokens:
    """Return the colours of a theme."""
    return DARK if theme == "dark" else LIGHT


def template(theme: Theme) -> dict[str, Any]:
    """Return the Plotly template of a theme, a new dict that the caller may change."""
    return {"layout": _layout(tokens(theme)), "data": _traces()}


def shared_template(theme: Theme) -> Mapping[str, Any]:
    """Return the template of a theme in the reader's language, the same for every figure; not to be changed."""
    return _shared(theme, language().locale)


@lru_cache(maxsize=64)
def _shared(theme: Theme, _locale: str) -> Mapping[str, Any]:
    return template(theme)


def fade(colour: str, alpha: float) -> str:
    """Return a hex colour with an opacity, as CSS.

    Examples
    --------
    >>> fade("#1a86ad", 0.055)
    'rgba(26,134,173,0.055)'
    """
    red, green, blue = _channels(colour)
    return f"rgba({red},{green},{blue},{alpha:g})"


@lru_cache(maxsize=256)
def mix(colour: str, ground: str, share: float) -> str:
    """Return `share` of one hex colour mixed with another: opaque, so that lines below do not show.

    Examples
    --------
    >>> mix("#000000", "#ffffff", 0.4)
    '#999999'
    """
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return "#" + "".join(f"{round(above * share + below * (1 - share)):02x}" for above, below in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of a hex colour."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _layout(t: Tokens) -> dict[str, Any]:
    return {
        "font": {"family": FONT_FAMILY, "size": FONT_SIZE, "color": t.ink_2},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": [hue.mark for hue in t.palette()[:5]],
        "margin": {"l": 32, "r": 16, "t": 12, "b": 40, "pad": 0},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "x unified",
        "hoverdistance": 30,
        "spikedistance": 30,
        "hoverlabel": {
            "bgcolor": t.surface,
            "bordercolor": t.line_strong,
            "align": "left",
            "font": {"family": FONT_FAMILY, "size": FONT_SIZE, "color": t.ink},
        },
        "xaxis": _x_axis(t),
        "yaxis": _y_axis(t),
        "annotationdefaults": {"showarrow": False, "font": {"size": FONT_SIZE, "color": t.ink_2}},
        "shapedefaults": {"layer": "below", "line": {"width": 0}},
        "bargap": 0.34,
        "barcornerradius": 2,
        "uniformtext": {"mode": "hide", "minsize": 11},
        # How Plotly writes the numbers that it formats itself.
        "separators": language().decimal + language().group,
    }


def _x_axis(t: Tokens) -> dict[str, Any]:
    return {
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "linecolor": t.axis,
        "linewidth": 1,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": t.axis,
        "tickfont": {"size": FONT_SIZE, "color": t.ink_3},
        "fixedrange": True,
        "automargin": False,
        "showspikes": True,
        "spikemode": "across",
        "spikesnap": "hovered data",
        "spikethickness": 1,
        "spikedash": "solid",
        "spikecolor": t.line_strong,
        "unifiedhovertitle": {"text": "<b>%{x}</b>"},
    }


def _y_axis(t: Tokens) -> dict[str, Any]:
    return {
        "gridcolor": t.grid,
        "gridwidth": 1,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickfont": {"size": FONT_SIZE, "color": t.ink_3},
        "ticklabelstandoff": 6,
        "fixedrange": True,
        "nticks": 6,
        "automargin": False,
    }


def _traces() -> dict[str, Any]:
    return {
        "scatter": [{"line": {"width": 2}, "marker": {"size": 6}, "connectgaps": False, "cliponaxis": False}],
        "bar": [{"marker": {"line": {"width": 0}}, "cliponaxis": False}],
        "heatmap": [{"xgap": 2, "ygap": 2, "showscale": False}],
    }
