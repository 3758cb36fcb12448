import gzip
import io
import zipfile

import pytest

from data.errors import UnreadableFile
from data.reader import containers
from data.reader.raw_table import parts
from tests.data.reader_given import read_table

TEXT = b"partner_id,name\nP1,Acme\n"


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name.replace("__dot__", ".")), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@pytest.mark.parametrize("content", [gzip.compress(TEXT, mtime=0), zipped(table__dot__csv=TEXT), TEXT])
def test_the_one_file_of_an_archive_is_read(tmp_path, content):
    assert read_table(tmp_path, content, "anything.bin").rows == [("P1", "Acme")]


def test_what_a_file_manager_left_behind_does_not_count(tmp_path):
    content = zipped(**{"__MACOSX/._a.csv": b"x", ".DS_Store": b"x", "a.csv": TEXT, "readme.md": b"x"})
    assert read_table(tmp_path, content).decided["archive"] == "a.csv"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped(**{"a.csv": TEXT, "b.csv": TEXT}), "2 files: a.csv, b.csv"),
        (zipped(**{"folder/": b""}), "no file"),
        (zipped(**{"word/document.xml": b"x"}), "a Word document"),
        (gzip.compress(gzip.compress(TEXT, mtime=0), mtime=0), "another archive"),
        (zipped(**{"a.zip": zipped(**{"a.csv": TEXT})}), "another archive"),
        (gzip.compress(TEXT, mtime=0)[:-12], "damaged"),
        (b"PK\x03\x04rest", "damaged"),
        (gzip.compress(b"", mtime=0), "empty"),
    ],
)
def test_what_holds_no_table_is_refused_in_words(tmp_path, content, words):
    with pytest.raises(UnreadableFile, match=words) as refused:
        read_table(tmp_path, content)
    assert refused.value.remedy


@pytest.mark.parametrize("pack", [gzip.compress, lambda text: zipped(bomb__dot__csv=text)])
def test_expansion_is_bounded_by_the_bytes_that_come_out(tmp_path, monkeypatch, pack):
    monkeypatch.setattr(containers, "EXPANSION_FLOOR", 1000)
    with pytest.raises(UnreadableFile, match="20 times"):
        read_table(tmp_path, pack(b"0" * 3_000_000))


def test_a_lying_header_of_an_archive_is_not_believed(tmp_path):
    content = bytearray(zipped(**{"a.csv": b"0" * 3_000_000}))
    at = content.rfind(b"PK\x01\x02") + 24
    content[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(UnreadableFile, match="damaged"):
        read_table(tmp_path, bytes(content))


def test_nothing_is_left_in_the_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(containers.tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    read_table(tmp_path, gzip.compress(TEXT, mtime=0))
    read_table(tmp_path, TEXT.decode().encode("utf-16"))
    with pytest.raises(UnreadableFile):
        read_table(tmp_path, gzip.compress(b"\n", mtime=0))
    assert not list((tmp_path / "tmp").iterdir())


def test_a_text_file_has_one_part(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT)
    assert [(part.name, part.sheet) for part in parts(path, "a.csv")] == [("a.csv", None)]
