"""The method refuses nonsense in words."""

from __future__ import annotations

import pytest

from kpi.method import MethodError, parse_method
from tests.kpi.frames import METHOD_FILE, default_method

TEXT = METHOD_FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("weight = 20.0", "weight = -1", "weight is -1"),
        ("reference = 12.0", "reference = 0", "reference is 0"),
        ("strong = 75.0", "strong = 40.0", "strong 40.0 is below moderate"),
        ('"certification"]', '"meeting"]', "'meeting' stands in 'communication' and in 'enablement'"),
        ("surveys = 12", "surveys = 0", "windows.surveys is 0"),
        ("minimum_coverage = 0.6", "", "no entry 'minimum_coverage'"),
        ('type = "rank"', 'type = "guess"', "type is 'guess'"),
        ("label = ", "label : ", "not valid TOML"),
    ],
)
def test_nonsense_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(MethodError, match=message):
        parse_method(TEXT.replace(old, new, 1))


def test_a_partner_type_may_differ() -> None:
    method = parse_method(TEXT + "\n[engagement.types.distributor.communication]\nreference = 20\n")
    assert method.components_of("distributor")[0].reference == 20
    assert method.components_of("reseller")[0].reference == 12


def test_the_version_moves_with_the_content_only() -> None:
    changed = parse_method(TEXT.replace("weight = 20.0", "weight = 21.0", 1))
    commented = parse_method("# a remark\n" + TEXT)
    assert commented.version == default_method().version
    assert changed.digest != default_method().digest
