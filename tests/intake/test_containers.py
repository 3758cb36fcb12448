"""Encodings, workbooks and archives take the same way as a plain file."""

import gzip
from collections.abc import Callable
from datetime import date

import pytest

from tests.intake import containers
from tests.intake import real_files as files
from tests.intake.desk import Desk, soon
from tests.intake.test_sales import sales, take_sales

BOOK_ROWS = [
    list(files.DEAL_HEADER),
    *(
        [deal, partner, stage, amount, "EUR", date(*opened), date(*closed)]
        for deal, partner, stage, amount, opened, closed in files.DEALS
    ),
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sales.xlsx", containers.xlsx({"Deals": BOOK_ROWS})),
        ("Umsatz.xlsx", containers.xlsx({"Leer": [], "Deals": [["Partner deals"], [], *BOOK_ROWS]})),
        ("sales.ods", containers.ods({"Deals": BOOK_ROWS})),
        ("sales.csv.gz", gzip.compress(sales("european with dots"))),
        ("sales.gz", gzip.compress(sales("iso"))),
        (
            "export.zip",
            containers.zipped({"exports/": "", "exports/sales.csv": sales("american with two-digit years")}),
        ),
        ("mac.zip", containers.zipped({"sales.csv": sales("iso"), "__MACOSX/._sales.csv": b"\0\5\x16\7"})),
        ("sales.csv", containers.xlsx({"Deals": BOOK_ROWS})),
    ],
    ids=["xlsx", "xlsx with a title", "ods", "csv.gz", "gz", "zip", "zip of a mac", "xlsx called csv"],
)
def test_a_container_gives_the_totals_of_what_is_in_it(desk: Desk, name: str, content: bytes) -> None:
    told = take_sales(desk, content, name)
    assert told.counts[1:3] == (6, 0), told.values
    assert desk.sums() == files.BOOKINGS


def test_a_workbook_of_two_sheets_says_which_one_was_read(desk: Desk) -> None:
    more = [BOOK_ROWS[0], ["X-1", "P-100", "Closed Won", 5, "EUR", date(2026, 1, 5), date(2026, 2, 5)]]
    told = take_sales(desk, containers.xlsx({"Q1": BOOK_ROWS, "Q2": more}), "sales.xlsx")
    both = files.BOOKINGS | {("P-100", "2026-02"): 1239.5}
    assert desk.sums() == both or told.says("q2", "sheet"), told.values


@pytest.mark.parametrize("name", ["secret.xlsx", "secret.csv"])
def test_a_workbook_with_a_password_is_refused_in_words(reader: Desk, name: str) -> None:
    path = reader.put(name, containers.encrypted_workbook())
    told = reader.take_one(path)
    assert "password" in told.error.lower()
    assert "password" in reader.read(path).told.text


ENCODED = {
    "utf-8": "P1;Älder & Söhne;€",
    "utf-8-sig": "P1;Älder & Söhne;€",
    "utf-16": "P1;Älder & Söhne;東京",
    "utf-16-le": "P1;Alder und Partner GmbH;reseller in Berlin",
    "cp1252": "P1;Älder & Söhne – „Süd“;Rue de l’Église, 5 €",
    "latin-1": "P1;Älder & Söhne Müller;São José dos Campos",
    "gb18030": "P1;北京合作伙伴有限公司;上海市浦东新区世纪大道",
    "shift_jis": "P1;株式会社パートナー;東京都千代田区丸の内",
}


@pytest.mark.parametrize("encoding", ENCODED)
def test_text_comes_back_as_it_was_written(reader: Desk, encoding: str) -> None:
    lines = ["partner_id;name;region", *(ENCODED[encoding].replace("P1", f"P{n}") for n in range(1, 40))]
    reading = reader.read(reader.put(f"partners-{encoding}.csv", "\r\n".join(lines).encode(encoding)))
    assert reading.rows == [line.split(";") for line in lines], reading.told.values.get("decisions")


def test_one_accent_in_a_late_row_does_not_change_the_encoding_of_the_rest(reader: Desk) -> None:
    lines = ["partner_id,name", *(f"P{n},Plain {n}" for n in range(60_000)), "PX,Søren Ångström"]
    for encoding in ("utf-8", "cp1252"):
        reading = reader.read(reader.put(f"late-{encoding}.csv", "\n".join(lines).encode(encoding)))
        assert reading.rows
        assert reading.rows[-1] == ["PX", "Søren Ångström"]
        assert len(reading.rows) == len(lines)


def test_bytes_of_two_encodings_are_told(reader: Desk) -> None:
    text = "partner_id,name\nP1,Söhne\nP2,".encode() + "Müller".encode("cp1252") + b"\nP3,Plain\n"
    reading = reader.read(reader.put("mixed.csv", text))
    clean = reader.read(reader.put("clean.csv", "partner_id,name\nP1,Söhne\nP2,Müller\nP3,Plain\n"))
    assert reading.told.words() - clean.told.words()


NESTED = {"a.zip": lambda: containers.zipped({"b.zip": containers.zipped({"c.csv": b"a,b\n" * 500_000})})}
BOMBS: dict[str, Callable[[], bytes]] = {
    "zeros.csv.gz": lambda: containers.gzip_bomb(b"\0", 200),
    "rows.csv.gz": lambda: containers.gzip_bomb(b"P1,2026-01-02,call\n", 200),
    "quote.csv.gz": lambda: gzip.compress(b"partner_id,date,kind\n") + containers.gzip_bomb(b'"', 100),
    "nested.zip": lambda: containers.zipped({name: make() for name, make in NESTED.items()}),
    "big.zip": lambda: containers.zipped({"big.csv": b"P1,2026-01-02,call\n" * 2_000_000}),
    "lying.zip": lambda: containers.lying_zip(b"partner_id,deal_id\n" + b"P1,D1\n" * 1_000_000),
    "cut.csv.gz": lambda: gzip.compress(sales("iso"))[:-12],
    "cut.zip": lambda: containers.zipped({"deals.csv": sales("iso")})[:-30],
    "two.zip": lambda: containers.zipped({"a.csv": sales("iso"), "b.csv": sales("iso")}),
    "empty.zip": lambda: containers.zipped({}),
    "bomb.xlsx": lambda: containers.zipped(
        {"xl/workbook.xml": b"<a>" * 10_000_000, "[Content_Types].xml": b"<Types/>"}
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_and_broken_archives_are_refused_in_words_and_soon(reader: Desk, name: str) -> None:
    path = reader.put(name, BOMBS[name]())
    with soon():
        told = reader.take_one(path)
        assert told.error, told.values
        assert told.counts[1] == 0
        assert reader.read(path).code == 2


def test_an_archive_never_writes_beside_its_place(desk: Desk) -> None:
    desk.put("partners.csv", files.PARTNERS)
    path = desk.put("sales.zip", containers.zipped({"../../../escaped.csv": sales("iso")}))
    before = sorted(item.name for item in desk.folder.parent.rglob("*"))
    reading = desk.read(path)
    desk.take(path)
    inside = {"home", "read-1", "map.json"}
    new = [item for item in desk.folder.parent.rglob("escaped.csv") if desk.folder not in item.parents]
    assert not new
    assert reading.code in (0, 2)
    assert {item.name for item in desk.folder.parent.iterdir()} <= {*before, *inside}
