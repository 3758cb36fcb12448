"""The list of guards that are taken out on trial is about the code as it is, and its results are in the document."""

from __future__ import annotations

import ast

import pytest

from tests.guards_removed import GUARDS, ROOT, Guard, without


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_every_guard_stands_where_the_list_says(guard: Guard) -> None:
    text = (ROOT / guard.file).read_text(encoding="utf-8")
    ast.parse(without(text, guard))
    for name in guard.tests:
        assert not name.startswith("tests/") or (ROOT / name).is_file()


def test_the_document_has_a_line_for_every_guard() -> None:
    document = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    listed = document.split("<!-- guards -->")[1].split("<!-- /guards -->")[0]
    assert [guard.name for guard in GUARDS if f"| {guard.name} |" not in listed] == []
    assert "**nobody**" not in listed
