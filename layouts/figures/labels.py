"""Text inside figures: safe, short enough for its place, and never on top of each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from layouts.figures.parts import Annotation, Canvas

LABEL_GAP = 17
"""Pixels between the middles of two direct labels, one line of 12 px text."""

LABEL_SHIFT = 9
"""Pixels from the last point to its label."""

COMPACT_EXTRA = 16

NARROW, WIDE = set("fijlrtI1.,:;'|!()[] -"), set("mwMW%@€–−…")
WIDTHS = (4.2, 6.9, 10.2)
"""Widths in pixels of a narrow, an ordinary and a wide letter of Inter at 12 px, rounded up."""


@dataclass(frozen=True, slots=True)
class EndLabel:
    """A direct label: value in bold and name, at the height of `y` on the axis."""

    y: float
    value: str
    name: str
    colour: str
    short: str = ""
    href: str = ""


def escape(text: str) -> str:
    """Make text safe for Plotly, which reads a part of HTML in labels."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def text_width(text: str) -> float:
    """Estimate the width of text at 12 px, in pixels."""
    return sum(WIDTHS[0] if c in NARROW else WIDTHS[2] if c in WIDE else WIDTHS[1] for c in text)


def fit(text: str, room: float, *, short: str = "") -> str:
    """Return the text, its short form, or its beginning with an ellipsis: whatever fits into `room` pixels.

    Examples
    --------
    >>> fit("Distributor median", 120), fit("Distributor median", 60, short="Median")
    ('Distributor median', 'Median')
    >>> fit("Larkfield Distribution", 70)
    'Larkfield…'
    """
    if text_width(text) <= room:
        return text
    if short:
        return fit(short, room)
    kept = text
    while kept and text_width(kept + "…") > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def spread(wanted: Sequence[float], *, gap: float = LABEL_GAP, low: float = -inf, high: float = inf) -> list[float]:
    """Move positions as little as possible so that neighbours are `gap` apart; their order stays.

    Each position less its share of the gaps must not fall along the order: runs that would are replaced by
    their mean (pool adjacent violators), which is the least-squares answer. `low` and `high` bound the result
    when it fits between them.

    Examples
    --------
    >>> spread([100, 104, 200])
    [93.5, 110.5, 200.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[tuple[float, int]] = []
    for rank, index in enumerate(order):
        total, size = wanted[index] - rank * gap, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / size:
            total, size = total + blocks[-1][0], size + blocks.pop()[1]
        blocks.append((total, size))
    levels = [total / size for total, size in blocks for _ in range(size)]
    ceiling = max(low, high - (len(wanted) - 1) * gap)
    placed = [0.0] * len(wanted)
    for rank, index in enumerate(order):
        placed[index] = min(max(levels[rank], low), ceiling) + rank * gap
    return placed


def label_room(labels: Sequence[EndLabel], canvas: Canvas, *, least: int, most: int) -> int:
    """Return the right margin that the labels need, within bounds; a phone gives little more than `least`."""
    needed = max((text_width(f"{label.value} {label.name}") for label in labels), default=0)
    most = least + COMPACT_EXTRA if canvas.compact else most
    return round(min(max(needed + LABEL_SHIFT + 4, least), most))


def end_labels(
    labels: Sequence[EndLabel], *, x: float, y_range: tuple[float, float], height: int, room: int
) -> list[Annotation]:
    """Place direct labels right of the point at `x`, pushed apart.

    Parameters
    ----------
    labels
        In any order.
    x
        Index of the last period.
    y_range
        Lower and upper end of the axis.
    height
        Of the plot area, in pixels.
    room
        Right margin, in pixels; longer names are shortened.
    """
    low, high = y_range
    wanted = [(high - label.y) / (high - low) * height for label in labels]
    placed = spread(wanted, low=2, high=height - 4)
    return [
        {
            "x": x,
            "y": label.y,
            "xanchor": "left",
            "xshift": LABEL_SHIFT,
            "yshift": round(want - got, 1),
            "text": _label_text(label, room - LABEL_SHIFT),
            "font": {"color": label.colour},
            **(leading(label.href) if label.href else {}),
        }
        for label, want, got in zip(labels, wanted, placed, strict=True)
    ]


def leading(href: str) -> dict[str, object]:
    """Return what makes an annotation clickable; Plotly keeps its `name`, which `assets/drill.js` follows."""
    return {"captureevents": True, "name": href}


def _label_text(label: EndLabel, room: float) -> str:
    left = room - text_width(f"{label.value} ")
    name = escape(fit(label.name, left, short=label.short)) if label.name else ""
    return f"<b>{label.value}</b> {name}".rstrip()
