from data.quality import quality_findings
from kpi.programme import build_programme
from tests.data.given import METHOD, take


def test_findings_about_strangers_unknown_words_and_rows_out_of_time(store, tmp_path):
    take(
        store,
        tmp_path,
        "partners.csv",
        "partner_id,name,partner_type,joined_on,left_on\n"
        "P1,Acme,reseller,2026-02-15,2026-03-01\nP2,Beta,service,,\nP3,ACME ,reseller,,\nP4,Gamma,baker,,\n",
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
    take(store, tmp_path, "advocacy.csv", "partner_id,date,kind\nP2,2025-11-03,referral\n")
    found = {finding.code: finding for finding in quality_findings(build_programme(store.rollups()), METHOD)}
    assert found["unknown_partner"].examples == ("P9",)
    assert found["same_name"].examples == ("P1 = P3",)
    assert (found["own_type"].count, found["own_type"].examples) == (1, ("baker",))
    assert (found["unmapped_kind"].count, found["unmapped_kind"].examples) == (1, ("juggling (1)",))
    # Whole months at both ends: January and April lie outside.
    assert found["outside_existence"].count == 2
    # April is partial, so March is the last complete month: four months after November.
    assert (found["late_table"].table, found["late_table"].count) == ("advocacy", 4)
    assert all(finding.text and finding.remedy for finding in found.values())
