"""Words of the site's own method are applied when a file is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from data.method_files import method_text
from data.pipeline import read_file
from kpi.method import parse_method

WORDS = (
    '\n[synonyms.stages]\n"PO received" = "won"\nregistered = "lost"\n[synonyms.partner_types]\nagent = "referral"\n'
)


def test_stages_and_partner_types_of_the_site_are_read(tmp_path: Path) -> None:
    method = parse_method(method_text() + WORDS)
    deals = tmp_path / "deals.csv"
    deals.write_text(
        "partner_id,deal_id,opened_on,stage,amount,closed_on\n"
        "a,1,2026-01-05,PO Received,100,2026-02-05\n"
        "a,2,2026-01-05,Registered,,2026-02-05\n"
        "a,3,2026-01-05,Closed Won,50,2026-02-05\n"
        "a,4,2026-01-05,Nobody knows,50,2026-02-05\n"
    )
    read = read_file(deals, today=date(2026, 3, 1), method=method)
    assert read.frame["stage"].tolist() == ["won", "lost", "won"]
    assert read.result.rejections[0].rule == "it is none of open, won, lost"
    partners = tmp_path / "partners.csv"
    partners.write_text("partner_id,name,partner_type\na,A,Agent\nb,B,VAR\n")
    read = read_file(partners, today=date(2026, 3, 1), method=method)
    assert read.frame["partner_type"].tolist() == ["referral", "reseller"]
