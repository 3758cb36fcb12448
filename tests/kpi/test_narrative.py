"""Sentences are made from numbers, and fall silent when the numbers do."""

from __future__ import annotations

import pandas as pd

from kpi import narrative
from kpi.summary import Standing


def standing(value: float | None, previous: float | None, band: str = "moderate") -> Standing:
    return Standing("engagement_score", value, previous, band, 9, 1.0)


CHANGES = pd.DataFrame(
    {
        "component": ["a", "b", "c", "d"],
        "label": ["Portal activity", "Joint marketing", "Deal registrations", "Meetings"],
        "points": [-3.9, -3.7, 1.6, -0.2],
    }
)


def test_a_fall_names_what_took_and_what_gave_back() -> None:
    said = narrative.change_sentence("engagement_score", standing(63, 69.2), "Q2 2026", CHANGES)
    assert said == (
        "Engagement fell 6.2 points to 63 since Q2 2026. "
        "Portal activity took 3.9 and joint marketing 3.7; deal registrations gave back 1.6."
    )


def test_small_changes_and_missing_values_are_not_dramatised() -> None:
    assert "unchanged at 63" in narrative.change_sentence("engagement_score", standing(63, 63.2), "Q2 2026", CHANGES)
    assert "no earlier value" in narrative.change_sentence("engagement_score", standing(63, None), "Q2", None)
    assert narrative.change_sentence("engagement_score", standing(None, 60), "Q2", None) == ""


def test_a_title_that_does_not_hold_is_not_shown() -> None:
    flat = {"Resellers": [60.0, 61.0, 60.5, 60.4], "Referral partners": [None, None, 50.0, 40.0]}
    assert narrative.trend_title(flat, subject="Engagement") == "Engagement by partner type"
    assert narrative.bands_title({"low": [0], "moderate": [0], "strong": [0], "insufficient data": [3]}) == (
        "Partners per band"
    )


def test_rounding_never_contradicts_the_band() -> None:
    assert narrative.headline([standing(75.3, 75.3, "strong")]) == "Engagement is strong at 75.3"
    assert narrative.headline([standing(49.96, None, "low")]) == "Engagement is low at 49.96"
