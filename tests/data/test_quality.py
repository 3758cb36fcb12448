from data.quality import quality_findings
from tests.data.given import METHOD, take


def test_findings_about_strangers_unknown_words_and_rows_out_of_time(store, tmp_path):
    take(
        store,
        tmp_path,
        "partners.csv",
        "partner_id,name,partner_type,joined_on,left_on\nP1,Acme,reseller,2026-02-15,2026-03-01\nP2,Beta,service,,\n",
    )
    calls = [
        ("P1", "2026-01-31"),
        ("P1", "2026-02-01"),
        ("P1", "2026-03-31"),
        ("P1", "2026-04-01"),
        ("P2", "2020-01-01"),
    ]
    rows = [f"{partner},{day},call" for partner, day in calls] + ["P9,2026-01-01,juggling"]
    take(store, tmp_path, "interactions.csv", "\n".join(["partner_id,date,kind", *rows]))
    found = {finding.code: finding for finding in quality_findings(store.rollups(), METHOD)}
    assert found["unknown_partner"].examples == ("P9",)
    assert found["unmapped_kind"].examples == ("juggling",)
    # Whole months at both ends: January and April lie outside.
    assert (found["outside_existence"].count, found["outside_existence"].examples) == (2, ("P1",))
    assert all(finding.text for finding in found.values())


def test_nothing_is_found_in_nothing(store):
    assert quality_findings(store.rollups(), METHOD) == []
