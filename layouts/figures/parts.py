"""What figures are made of: the surface they are drawn on, the scale of their values, and their inputs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from kpi.language import language
from layouts import formats
from layouts.template import Theme, Tokens, shared_template, tokens

Figure = dict[str, Any]
Shape = dict[str, Any]
Annotation = dict[str, Any]
Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a chart is drawn on. The client tells the server its theme and whether it is a phone."""

    theme: Theme
    compact: bool
    height: int

    @classmethod
    def read(cls, screen: object, *, height: int) -> "Canvas":
        """Make a canvas of what a client sent; whatever is not expected is light and wide.

        Examples
        --------
        >>> Canvas.read({"theme": "dark", "compact": True}, height=236)
        Canvas(theme='dark', compact=True, height=236)
        >>> Canvas.read(None, height=236)
        Canvas(theme='light', compact=False, height=236)
        """
        sent = screen if isinstance(screen, dict) else {}
        theme: Theme = "dark" if sent.get("theme") == "dark" else "light"
        return cls(theme, sent.get("compact") is True, height)

    @property
    def tokens(self) -> Tokens:
        """The colours of the theme."""
        return tokens(self.theme)

    @property
    def usual_width(self) -> int:
        """A typical width of the plot area in pixels: the server can't know the real one."""
        return 190 if self.compact else 640


@dataclass(frozen=True, slots=True)
class Scale:
    """How the values of a KPI are drawn and written.

    Parameters
    ----------
    unit
        A unit of `layouts.formats.value_text`. Only a ``score`` (0 to 100) has bands behind it.
    edges
        Where the bands meet; both belong to the middle one.
    currency
        Code of the reporting currency, for money.
    """

    unit: str = "score"
    edges: tuple[float, float] = formats.BAND_EDGES
    currency: str = "EUR"

    @property
    def is_score(self) -> bool:
        """Whether values run from 0 to 100 and have bands."""
        return self.unit == "score"

    def text(self, value: float | None) -> str:
        """Write a value as labels, hovers and sentences show it."""
        if self.is_score:
            return formats.score(value, edges=self.edges)
        return formats.value_text(value, self.unit, currency=self.currency)

    def tick(self, value: float) -> str:
        """Write a value beside an axis: as short as it can be, €2.5M and not €2.50M."""
        writers = {"points": formats.signed, "days": formats.count}
        point, write = language().decimal, writers.get(self.unit, self.text)
        return _round_decimals(point).sub(lambda found: found[1].removesuffix(point), write(value))


PEERS = "peers"
"""Key of a line of medians: grey and thin, whatever stands beside it."""


@lru_cache(maxsize=16)
def _round_decimals(point: str) -> re.Pattern[str]:
    """Return what finds zeros at the end of the decimals of a number, whatever stands behind it."""
    return re.compile(rf"({re.escape(point)}\d*?)0+(?!\d)")


SCORE = Scale()
"""The scale of a score with the usual bands."""


@dataclass(frozen=True, slots=True)
class Line:
    """A named series, one value for each period; ``None`` where there is none.

    `key` is the partner type, or the value of whatever else the lines are grouped by. `short` stands in for
    the name where there is little room. A click on the line leads to `href`.
    """

    name: str
    key: str
    values: Values
    short: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """The value to reach, drawn from the period at index `start` on."""

    value: float
    start: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a waterfall: what moved the score, and by how many points."""

    name: str
    points: float


@dataclass(frozen=True, slots=True)
class BandCounts:
    """Number of partners in each band, one value for each period."""

    low: Sequence[int]
    moderate: Sequence[int]
    strong: Sequence[int]


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the scores of partners spread: twenty bins of five points, their median, partners per band."""

    bins: Sequence[int]
    median: float | None
    low: int
    moderate: int
    strong: int


class Table(NamedTuple):
    """The data behind a chart: numbers, ``None`` where missing; whoever shows them formats them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | float | None, ...], ...]


def known(values: Values) -> list[float]:
    """Return the values that there are."""
    return [value for value in values if not formats.is_missing(value)]  # type: ignore[misc]


def known_periods(lines: Sequence[Line]) -> int:
    """Count the periods in which any line has a value: with none show an empty state, with one say so."""
    return sum(bool(known(at)) for at in zip(*(line.values for line in lines), strict=True))


def draw(traces: list[dict[str, Any]], layout: dict[str, Any], canvas: Canvas) -> Figure:
    """Put traces and layout together on the template of the canvas."""
    return {
        "data": traces,
        "layout": {"template": shared_template(canvas.theme), "height": canvas.height, **layout},
    }


def plot_height(canvas: Canvas, margin: dict[str, int]) -> int:
    """Return the height between top and bottom margin, in pixels."""
    return canvas.height - margin["t"] - margin["b"]
