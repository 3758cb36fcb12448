"""How commands print tables: CSV or JSON, to the terminal or into a file."""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from callbacks.commands.call import Call
from data.table_files import FORMATS


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add the options ``--format`` and ``--out``."""
    parser.add_argument("--format", choices=FORMATS, default="csv")
    parser.add_argument("--out", type=Path, metavar="F", help="file to write to, in place of the terminal")


def write_pieces(call: Call, pieces: Iterable[str]) -> None:
    """Write text piece by piece, as it is: no line ends of the platform, no encoding of the terminal."""
    if call.args.out:
        with call.args.out.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
    else:
        for piece in pieces:
            _write_exactly(call.out, piece)


def _write_exactly(out: TextIO, text: str) -> None:
    if isinstance(out, io.TextIOWrapper):
        out.flush()
        out.buffer.write(text.encode("utf-8"))
        out.buffer.flush()
    else:
        out.write(text)
