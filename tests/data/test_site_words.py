"""Words of the site's own method are applied when a file is read."""

from __future__ import annotations

from pathlib import Path

from data.method_files import method_text
from kpi.method import parse_method
from tests.data.given import read

WORDS = (
    '\n[synonyms.stages]\n"PO received" = "won"\nregistered = "lost"\n[synonyms.partner_types]\nagent = "referral"\n'
)


def test_stages_and_partner_types_of_the_site_are_read(tmp_path: Path) -> None:
    method = parse_method(method_text() + WORDS)
    deals = (
        "partner_id,deal_id,opened_on,stage,amount,closed_on\n"
        "a,1,2026-01-05,PO Received,100,2026-02-05\n"
        "a,2,2026-01-05,Registered,,2026-02-05\n"
        "a,3,2026-01-05,Closed Won,50,2026-02-05\n"
        "a,4,2026-01-05,Nobody knows,50,2026-02-05\n"
    )
    found = read(tmp_path, "deals.csv", deals, method=method)
    assert found.frame["stage"].tolist() == ["won", "lost", "won"]
    assert found.result.rejections[0].rule == "it is none of open, won, lost"
    partners = "partner_id,name,partner_type\na,A,Agent\nb,B,VAR\n"
    found = read(tmp_path, "partners.csv", partners, method=method)
    assert found.frame["partner_type"].tolist() == ["referral", "reseller"]
