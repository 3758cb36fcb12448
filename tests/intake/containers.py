"""Workbooks and archives, made byte by byte where no library writes them."""

import gzip
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape

import xlsxwriter

Cell = str | float | date | None
Sheets = Mapping[str, Sequence[Sequence[Cell]]]


def xlsx(sheets: Sheets) -> bytes:
    """Write a workbook as Excel does; dates are day numbers with a date format."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(line, place, datetime(cell.year, cell.month, cell.day), day)
                    elif cell is not None:
                        sheet.write(line, place, cell)
    return out.getvalue()


def ods(sheets: Sheets) -> bytes:
    """Write a workbook as LibreOffice does, as far as a reader needs it."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(_ods_row(row) for row in rows)}</table:table>'
        for name, rows in sheets.items()
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/></manifest:manifest>'
    )
    return zipped({"mimetype": mime, "content.xml": content, "META-INF/manifest.xml": manifest})


def _ods_row(row: Sequence[Cell]) -> str:
    return f"<table:table-row>{''.join(_ods_cell(cell) for cell in row)}</table:table-row>"


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, date):
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, str):
        kind = 'office:value-type="string"'
    else:
        kind = f'office:value-type="float" office:value="{cell}"'
    return f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def gzip_bomb(pattern: bytes, members: int) -> bytes:
    """Many small gzip members in a row: each says nothing of the others' size."""
    return gzip.compress(pattern * (10_000_000 // len(pattern)), 9, mtime=0) * members


def lying_zip(content: bytes) -> bytes:
    """A zip whose directory says that its one file has ten bytes."""
    made = bytearray(zipped({"deals.csv": content}))
    local, central = made.index(b"PK\x03\x04"), made.index(b"PK\x01\x02")
    made[local + 22 : local + 26] = made[central + 24 : central + 28] = struct.pack("<I", 10)
    return bytes(made)


def encrypted_workbook() -> bytes:
    """A compound file with the two streams that a password-protected xlsx has."""
    free, end, fat_sector, sector = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 512
    streams = {
        "EncryptionInfo": b"\x04\x00\x04\x00\x40\x00\x00\x00".ljust(4096, b"<"),
        "EncryptedPackage": b"\x9d" * 4096,
    }
    chains = [fat_sector, end]
    starts = []
    for content in streams.values():
        starts.append(len(chains))
        count = len(content) // sector
        chains += [*range(len(chains) + 1, len(chains) + count), end]
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0),
    ) + struct.pack("<109I", 0, *[free] * 108)
    names = ["Root Entry", *streams]
    entries = b"".join(
        _entry(name, 5 if not place else 2, end if not place else starts[place - 1], 0 if not place else 4096, place)
        for place, name in enumerate(names)
    ).ljust(sector, b"\0")
    fat = struct.pack("<128I", *chains, *[free] * (128 - len(chains)))
    return header + fat + entries + b"".join(streams.values())


def _entry(name: str, kind: int, start: int, size: int, place: int) -> bytes:
    free = 0xFFFFFFFF
    text = (name + "\0").encode("utf-16-le")
    right, child = (2 if place == 1 else free), (1 if place == 0 else free)
    return struct.pack("<64sHBBIII36xIQ", text, len(text), kind, 1, free, right, child, start, size)
