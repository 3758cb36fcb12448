import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.errors import TandemError, UnreadableFile
from data.reader.records import CELL_LIMIT
from tests.data.given import cells, put, read, table_of

HEADER = "partner_id,name,partner_type"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^"])
def test_each_delimiter_is_recognised(tmp_path, delimiter):
    text = f"{HEADER}\nP1,Acme,reseller\nP2,Beta,service\n".replace(",", delimiter)
    rows = cells(put(tmp_path, "p.csv", text))
    assert rows.delimiter == delimiter
    assert table_of(rows) == [("P1", "Acme", "reseller"), ("P2", "Beta", "service")]


def test_the_delimiter_is_decided_by_the_header_not_by_commas_in_names(tmp_path):
    rows = cells(put(tmp_path, "p.csv", "partner_id;name;partner_type\nP1;Acme, Inc, Ltd, Co;reseller\n"))
    assert table_of(rows) == [("P1", "Acme, Inc, Ltd, Co", "reseller")]


def test_the_delimiter_of_unknown_headers_is_the_consistent_one(tmp_path):
    rows = cells(put(tmp_path, "p.csv", "aa;bb;cc\n1,5;2,5;x\n3,5;4;y\n"))
    assert rows.header == ("aa", "bb", "cc")


def test_lines_above_the_header_blank_rows_and_repeated_headers_are_skipped_and_counted(tmp_path):
    text = f"Partner report\nMade on 1 June,,\n\n{HEADER}\nP1,Acme,reseller\n\n,,\n{HEADER}\nP2,Beta,service\n"
    rows = cells(put(tmp_path, "p.csv", text))
    assert table_of(rows) == [("P1", "Acme", "reseller"), ("P2", "Beta", "service")]
    assert list(rows.lines) == [5, 9]
    assert rows.skipped == {"preamble": 3, "blank": 2, "repeated header": 1}
    assert rows.rows_read == 8


def test_a_quoted_cell_may_hold_delimiters_quotes_and_lines(tmp_path):
    text = f'{HEADER}\nP1,"Acme, ""the\nbig"" one",reseller\nP2,Beta,service\n'
    rows = cells(put(tmp_path, "p.csv", text))
    assert table_of(rows) == [("P1", 'Acme, "the\nbig" one', "reseller"), ("P2", "Beta", "service")]
    assert list(rows.lines) == [2, 4]


def test_backslash_quotes_are_recognised(tmp_path):
    rows = cells(put(tmp_path, "p.csv", f'{HEADER}\nP1,"Acme \\"big\\" Co",reseller\nP2,"b",service\n'))
    assert table_of(rows)[0] == ("P1", 'Acme "big" Co', "reseller")


def test_too_many_cells_are_rejected_and_too_few_are_missing(tmp_path):
    found = read(
        tmp_path, "p.csv", f"{HEADER},tier\nP1,Acme,reseller,gold,x\nP2,Beta,service\nP3,C\nP4,D,service,a,,\n"
    )
    result = found.result
    assert list(found.frame["partner_id"]) == ["P2", "P4"]
    assert (result.rows_read, result.accepted, result.rejected, result.skipped) == (4, 2, 2, 0)
    assert [(item.line, item.rule) for item in result.rejections] == [
        (2, "the row has 5 cells, the header has 4"),
        (4, "partner_type is missing"),
    ]
    assert list(found.rejected_rows["tier"]) == ["gold,x", ""]


@pytest.mark.parametrize(
    "broken",
    [
        'P2,"Beta,service',
        'P2,Be"ta,service',
    ],
)
def test_an_open_quote_costs_one_row_not_the_file(tmp_path, broken):
    lines = [HEADER, "P1,Acme,reseller", broken, *(f"P{at},Name {at},service" for at in range(3, 3000))]
    found = read(tmp_path, "p.csv", "\n".join(lines))
    open_quote = broken.startswith('P2,"')
    assert found.result.rows_read == 2999
    assert found.result.rejected == int(open_quote)
    if open_quote:
        assert found.result.rejections[0].line == 3
        assert "quote" in found.result.rejections[0].rule
    assert found.result.accepted == 2999 - int(open_quote)


def test_two_open_quotes_cost_two_rows(tmp_path):
    text = f'{HEADER}\nP1,"Acme,reseller\nP2,Beta,service\nP3,"Gamma,service\nP4,Delta,service\n'
    found = read(tmp_path, "p.csv", text)
    assert [item.line for item in found.result.rejections] == [2, 4]
    assert list(found.frame["partner_id"]) == ["P2", "P4"]


def test_a_quote_open_at_the_end_of_the_file_is_one_rejection(tmp_path):
    found = read(tmp_path, "p.csv", f'{HEADER}\nP1,Acme,reseller\nP2,"Beta,service')
    assert (found.result.accepted, found.result.rejected) == (1, 1)


def test_a_cell_beyond_the_limit_is_rejected_in_words(tmp_path):
    long = "x" * (CELL_LIMIT + 1)
    found = read(tmp_path, "p.csv", f'{HEADER}\nP1,{long},reseller\nP2,"{long}",reseller\nP3,Acme,reseller\n')
    assert (found.result.accepted, found.result.rejected) == (1, 2)
    assert all("100,000 characters" in item.rule for item in found.result.rejections)


def test_too_many_columns_are_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="more than 1,000 columns"):
        cells(put(tmp_path, "p.csv", ",".join(f"c{at}" for at in range(1001)) + "\n"))


def test_blocks_with_and_without_quotes_give_the_same(tmp_path):
    plain = [f"P{at},Name {at},service" for at in range(30_000)]
    quoted = [line if at != 20_000 else 'P20000,"Name 20000",service' for at, line in enumerate(plain)]
    one = cells(put(tmp_path, "a.csv", "\n".join([HEADER, *plain]) + "\n"))
    two = cells(put(tmp_path, "b.csv", "\n".join([HEADER, *quoted]) + "\n"))
    assert table_of(one) == table_of(two)
    assert list(one.lines) == list(two.lines) == list(range(2, 30_002))


def test_a_header_alone_is_no_rows(tmp_path):
    result = read(tmp_path, "p.csv", HEADER).result
    assert (result.rows_read, result.accepted, result.table) == (0, 0, "partners")


# Letters of the trade: what breaks readers, and a little of what does not.
TEXTS = st.text(alphabet=st.sampled_from(list("ab1,;\t|^\"'\n\r\0 -.é\\€")), max_size=200)


@settings(max_examples=40, deadline=None)
@given(body=TEXTS)
def test_whatever_is_in_a_file_its_rows_add_up(body, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    found = read(folder, "partners.csv", f"{HEADER}\n{body}")
    result = found.result
    assert result.rows_read == result.accepted + result.rejected + result.skipped
    assert len(found.rejected_rows) == result.rejected


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=200) | TEXTS.map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_read_or_refused_in_words(content, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    try:
        read(folder, "deals.csv", content, table="deals")
    except TandemError as error:
        assert error.message  # noqa: PT017


CELLS = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\r\n\t"), max_size=12
).filter(lambda text: text == text.strip() and text != "")


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8), quoting=st.sampled_from([0, 1]))
@example(rows=[("0", "'", "'")], quoting=0)
def test_a_written_file_reads_back(rows, quoting, tmp_path_factory):
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n", quoting=quoting)
    writer.writerow(HEADER.split(","))
    writer.writerows(rows)
    found = cells(put(tmp_path_factory.mktemp("back"), "p.csv", written.getvalue()))
    assert table_of(found) == [row for row in rows if row != tuple(HEADER.split(","))]
