"""One clean file of twenty rows, spoilt in many single ways, each with the cells that should come out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tests.intake.desk import Row, bare

HEADER = ["order", "date", "time", "quantity", "product", "price", "kind", "description", "link"]
_KINDS = ("licence", "service", "hardware")
_TEXTS = (
    "Rack, 19 inch, with doors",
    'Screen 24" matt',
    "Support; three years",
    "It's a bundle",
    "Licence | annual",
    "Cable 5 m",
    "Two lines\nof text",
)
ROWS = [
    [
        str(1000 + n),
        f"2026-{n % 6 + 1:02}-{n + 3:02}",
        f"{8 + n % 10:02}:{(7 * n) % 60:02}",
        str(n % 7 + 1),
        f"SKU-{(n * 37) % 100:03}-{'ABCD'[n % 4]}",
        f"{(n + 1) * 13.75:.2f}",
        _KINDS[n % 3],
        _TEXTS[n % len(_TEXTS)],
        f"https://shop.example/item?id={n}&ref=mail",
    ]
    for n in range(20)
]


@dataclass(frozen=True)
class Style:
    """How a file is written."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    end: str = "\r\n"
    quote_all: bool = False

    def line(self, cells: Sequence[str]) -> str:
        """A row with its end."""
        return self.delimiter.join(self.cell(cell) for cell in cells) + self.end

    def cell(self, text: str) -> str:
        special = (self.quote, self.delimiter, self.delimiter.strip() or " ", "\n", "\r", self.escape)
        if not self.quote_all and not any(sign in text for sign in special):
            return text
        inside = text
        if self.escape != self.quote:
            inside = inside.replace(self.escape, self.escape * 2)
        return self.quote + inside.replace(self.quote, self.escape + self.quote) + self.quote


@dataclass(frozen=True)
class Spoilt:
    """A spoilt file and the rows below the header that it should give."""

    name: str
    content: bytes
    rows: list[Row]


PLAIN = Style()
QUOTED = Style(quote_all=True)
CLEAN = "".join(PLAIN.line(row) for row in [HEADER, *ROWS])


def spoilt_files() -> list[Spoilt]:
    """All of them."""
    return [*_whole_files(), *_frames(), *_sizes(), *_single_rows()]


def _whole_files() -> Iterator[Spoilt]:
    styles = {
        "clean": PLAIN,
        "all quoted": QUOTED,
        "lf": replace(PLAIN, end="\n"),
        "cr": replace(PLAIN, end="\r"),
        "cr all quoted": replace(QUOTED, end="\r"),
        "semicolon": replace(PLAIN, delimiter=";"),
        "tab": replace(PLAIN, delimiter="\t"),
        "bar": replace(PLAIN, delimiter="|"),
        "caret": replace(PLAIN, delimiter="^"),
        "space": replace(QUOTED, delimiter=" "),
        "comma and space": replace(PLAIN, delimiter=", "),
        "comma and space all quoted": replace(QUOTED, delimiter=", "),
        "apostrophe": replace(PLAIN, quote="'", escape="'"),
        "apostrophe all quoted": replace(QUOTED, quote="'", escape="'"),
        "backslash": replace(PLAIN, escape="\\"),
        "backslash all quoted": replace(QUOTED, escape="\\"),
    }
    for name, style in styles.items():
        text = "".join(style.line(row) for row in [HEADER, *ROWS])
        yield Spoilt(name, text.encode(), ROWS)
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        yield Spoilt(encoding, CLEAN.encode(encoding), ROWS)
    yield Spoilt("no newline at the end", CLEAN.removesuffix("\r\n").encode(), ROWS)
    yield Spoilt("two newlines at the end", (CLEAN + "\r\n").encode(), ROWS)
    yield Spoilt("newlines at the start", ("\r\n\r\n" + CLEAN).encode(), ROWS)
    yield Spoilt("zero bytes at the end", CLEAN.encode() + b"\0\0\0", ROWS)


def _frames() -> Iterator[Spoilt]:
    for style_name, style in (("", PLAIN), (" quoted", QUOTED)):
        body = "".join(style.line(row) for row in [HEADER, *ROWS])
        data = "".join(style.line(row) for row in ROWS)
        wide = [""] * (len(HEADER) - 1)
        for count in (1, 3):
            short, long = style.line(["PREAMBLE"]) * count, style.line(["PREAMBLE", *wide]) * count
            yield Spoilt(f"preamble {count}{style_name}", (short + body).encode(), ROWS)
            yield Spoilt(f"preamble {count} with delimiters{style_name}", (long + body).encode(), ROWS)
            yield Spoilt(f"preamble {count} and a blank row{style_name}", (short + style.end + body).encode(), ROWS)
            short, long = style.line(["FOOTNOTE"]) * count, style.line(["FOOTNOTE", *wide]) * count
            yield Spoilt(f"footnote {count}{style_name}", (body + short).encode(), ROWS)
            yield Spoilt(f"footnote {count} with delimiters{style_name}", (body + long).encode(), ROWS)
            yield Spoilt(f"footnote {count} after a blank row{style_name}", (body + style.end + short).encode(), ROWS)
        for count in (2, 3):
            yield Spoilt(f"header {count} times{style_name}", (style.line(HEADER) * count + data).encode(), ROWS)
        yield Spoilt(f"no header{style_name}", data.encode(), ROWS)


def _sizes() -> Iterator[Spoilt]:
    yield Spoilt("one data row", (PLAIN.line(HEADER) + PLAIN.line(ROWS[0])).encode(), ROWS[:1])
    yield Spoilt("two data rows", (PLAIN.line(HEADER) + PLAIN.line(ROWS[0]) + PLAIN.line(ROWS[1])).encode(), ROWS[:2])
    yield Spoilt("no data rows", PLAIN.line(HEADER).encode(), [])
    yield Spoilt("nothing", b"", [])
    yield Spoilt(
        "one column", "".join(PLAIN.line(row[4:5]) for row in [HEADER, *ROWS]).encode(), [row[4:5] for row in ROWS]
    )
    yield Spoilt("long", (CLEAN + "".join(PLAIN.line(row) for row in ROWS * 50)).encode(), ROWS * 51)
    for name, header in {
        "nameless first": ["", *HEADER[1:]],
        "nameless last": [*HEADER[:-1], ""],
        "same name twice": ["order", "order", *HEADER[2:]],
        "odd name": ["HEAD/%R", *HEADER[1:]],
        "long name": ["HEADER" * 1000, *HEADER[1:]],
    }.items():
        yield Spoilt(name, "".join(PLAIN.line(row) for row in [header, *ROWS]).encode(), ROWS)


def _single_rows() -> Iterator[Spoilt]:
    """One row that is unlike the others, at the start, in the middle and at the end."""
    for style_name, style, places in (("", PLAIN, (0, 9, 19)), (" quoted", QUOTED, (1,))):
        for at in places:
            row = ROWS[at]
            for name, line, cells in _lines(style, row):
                lines = [style.line(other) for other in ROWS]
                lines[at] = line
                rows = [*ROWS[:at], cells, *ROWS[at + 1 :]]
                yield Spoilt(f"row {at} {name}{style_name}", (style.line(HEADER) + "".join(lines)).encode(), rows)


def _lines(style: Style, row: Row) -> Iterator[tuple[str, str, Row]]:
    written = [style.cell(cell) for cell in row]
    for place in (0, 3, 7, 8):
        extra = [*written[:place], '"' + written[place], *written[place + 1 :]]
        yield f"quote before cell {place}", style.delimiter.join(extra) + style.end, row
        extra = [*written[:place], "", *written[place:]]
        yield (
            f"delimiter before cell {place}",
            style.delimiter.join(extra) + style.end,
            [*row[:place], "", *row[place:]],
        )
        if place:
            joined = [*written[: place - 1], written[place - 1] + written[place], *written[place + 1 :]]
            cells = [*row[: place - 1], row[place - 1] + row[place], *row[place + 1 :]]
            yield f"no delimiter before cell {place}", style.delimiter.join(joined) + style.end, cells
    yield "with semicolons", replace(style, delimiter=";").line(row), row
    yield "with apostrophes", replace(style, quote="'", escape="'").line(row), row
    yield "with backslashes", replace(style, escape="\\").line(row), row
    yield "ends in lf", style.line(row).removesuffix(style.end) + "\n", row
    yield "empty", style.end, []
    yield "cut to five cells", style.line(row[:5]), row[:5]
    yield "of fifteen cells", style.line([*row, *row[-1:] * 6]), [*row, *row[-1:] * 6]


def f1(expected: Sequence[Row], seen: Sequence[Row]) -> float:
    """How well the cells agree, wherever they stand; empty cells at the ends of rows don't count."""
    wanted = Counter(cell for row in expected for cell in bare(row))
    found = Counter(cell for row in seen for cell in bare(row))
    if not wanted or not found:
        return float(wanted == found)
    common = (wanted & found).total()
    return 2 * common / (wanted.total() + found.total())
