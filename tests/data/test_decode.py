import pytest

from data.errors import UnreadableFile
from data.reader import decode
from data.reader.decode import decide_encoding, open_text
from tests.data.given import PARTNERS, cells, put, table_of

TEXT = "partner_id,name,partner_type\r\nP1,Müller & Söhne,reseller\r\n"


@pytest.mark.parametrize(
    ("encoding", "decided"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_an_encoding_is_recognised_and_read(tmp_path, encoding, decided):
    path = put(tmp_path, "partners.csv", TEXT.encode(encoding))
    assert decide_encoding(path, path.name)[0] == decided
    rows = cells(path)
    assert rows.header == ("partner_id", "name", "partner_type")
    assert table_of(rows) == [("P1", "Müller & Söhne", "reseller")]


def test_a_foreign_letter_late_in_the_file_is_seen(tmp_path):
    text = PARTNERS.encode() + b"P3,Gamma,reseller\n" * 200_000 + "P4,Käse,service\n".encode("cp1252")
    path = put(tmp_path, "partners.csv", text)
    assert decide_encoding(path, path.name)[0] == "cp1252"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(tmp_path, end):
    rows = cells(put(tmp_path, "p.csv", PARTNERS.replace("\n", end)))
    assert table_of(rows) == [("P1", "Acme", "reseller"), ("P2", "Beta Ltd", "technology")]
    assert list(rows.lines) == [2, 3]


def test_mixed_line_ends_and_a_missing_last_one(tmp_path):
    rows = cells(put(tmp_path, "p.csv", "partner_id,name\r\nP1,a\nP2,b\rP3,c"))
    assert table_of(rows) == [("P1", "a"), ("P2", "b"), ("P3", "c")]
    assert list(rows.lines) == [2, 3, 4]


def test_nul_bytes_are_survived(tmp_path):
    rows = cells(put(tmp_path, "p.csv", b'partner_id,name,partner_type\nP1,A\x00B,reseller\nP2,"C\x00",service\n'))
    assert table_of(rows) == [("P1", "A\0B", "reseller"), ("P2", "C\0", "service")]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "PDF"),
        (bytes(range(256)) * 50, "not text"),
        (b"\0" * 1000, "not text"),
    ],
)
def test_what_is_no_text_is_refused_in_words(tmp_path, content, word):
    path = put(tmp_path, "odd.csv", content)
    with pytest.raises(UnreadableFile, match=word) as refused:
        decide_encoding(path, "odd.csv")
    assert "odd.csv" in refused.value.message
    assert refused.value.remedy


def test_a_file_beyond_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(decode, "FILE_LIMIT", 10)
    with pytest.raises(UnreadableFile, match="limit"):
        decide_encoding(put(tmp_path, "big.csv", PARTNERS), "big.csv")


def test_unknown_bytes_never_stop_the_reading(tmp_path):
    path = put(tmp_path, "p.csv", b"partner_id,name\nP1,\x81\x8d\n")
    with open_text(path, "cp1252") as stream:
        assert stream.read().startswith("partner_id")
