"""Who is in the sample programme: sixty invented companies, one line each."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

START: Final = date(2024, 5, 1)
END: Final = date(2026, 10, 31)
"""First and last day of the programme's data; END closes a month, so that no month is partial."""

MONTHS: Final = (END.year - START.year) * 12 + END.month - START.month + 1

_ROSTER: Final = """
Brightwater IT               | reseller      | Gold       | UK & Ireland | 2019-03-11 |
Casa Lumen Sistemas          | reseller      | Gold       | Iberia       | 2018-10-01 |
Osprey Networks              | reseller      | Platinum   | Nordics      | 2016-05-17 |
Halcyon Retail Systems       | reseller      | Gold       | Italy        | 2020-02-03 |
Ironbridge Systems           | reseller      | Platinum   | UK & Ireland | 2015-09-14 |
Delphine Informatique        | reseller      | Gold       | France       | 2019-06-24 |
Rheintal Systemhaus          | reseller      | Gold       | DACH         | 2017-01-09 |
Kastell IT                   | reseller      | Silver     | DACH         | 2021-04-19 | 2025-03-31
Polderwerk ICT               | reseller      | Gold       | Benelux      | 2018-02-26 |
Skagen Data                  | reseller      | Silver     | Nordics      | 2022-01-17 |
Torre Vela Informática       | reseller      | Silver     | Iberia       | 2021-11-08 |
Lago Nero Sistemi            | reseller      | Silver     | Italy        | 2020-09-21 |
Harbour & Finch              | reseller      | Silver     | UK & Ireland | 2022-06-13 |
Greyfriars Computing         | reseller      | Registered | UK & Ireland | 2023-03-06 |
Atelier Pixelnord            | reseller      | Silver     | France       | 2021-02-15 |
Mistral Réseaux              | reseller      | Registered | France       | 2023-05-22 |
Donauquelle EDV              | reseller      | Registered | DACH         | 2022-10-10 |
Kruispunt Solutions          | reseller      | Silver     | Benelux      | 2020-07-06 |
Tramontana Digital           | reseller      | Registered | Iberia       | 2024-10-01 |
Birkeland IT                 | reseller      | Registered | Nordics      | 2023-09-04 |
Nordhaven Distribution       | distributor   | Platinum   | Nordics      | 2014-04-01 |
Larkfield Distribution       | distributor   | Gold       | DACH         | 2019-01-14 |
Albion Channel Supply        | distributor   | Platinum   | UK & Ireland | 2013-08-05 |
Garonne Distribution         | distributor   | Gold       | France       | 2017-03-20 |
Ibermar Distribución         | distributor   | Gold       | Iberia       | 2016-11-28 |
Ponte Rosso Distribuzione    | distributor   | Gold       | Italy        | 2018-05-07 |
Scheldt Trade Partners       | distributor   | Gold       | Benelux      | 2015-02-09 |
Ostwind Handel               | distributor   | Silver     | DACH         | 2020-10-12 |
Clyde Valley Wholesale       | distributor   | Silver     | UK & Ireland | 2019-07-15 | 2025-11-30
Baltica Supply               | distributor   | Silver     | Nordics      | 2021-08-30 |
Quillon Software             | technology    | Gold       | Benelux      | 2020-04-20 |
Tessera Labs                 | technology    | Platinum   | France       | 2018-09-10 |
Meridian Cloudworks          | technology    | Gold       | DACH         | 2019-11-04 |
Lumen Forge                  | technology    | Gold       | UK & Ireland | 2021-01-18 |
Hexaline Security            | technology    | Platinum   | DACH         | 2017-06-12 |
Aster Analytics              | technology    | Gold       | Nordics      | 2020-08-24 |
Cobaltine Identity           | technology    | Silver     | UK & Ireland | 2025-02-17 |
Ondalia Software             | technology    | Silver     | Iberia       | 2022-03-14 |
Vettore Robotics             | technology    | Silver     | Italy        | 2021-10-25 |
Kitewing Mobile              | technology    | Silver     | Benelux      | 2022-09-05 |
Polarhav AI                  | technology    | Gold       | Nordics      | 2023-02-06 |
Papillon Données             | technology    | Registered | France       | 2022-05-16 | 2026-05-31
Alder & Voss Mobility        | joint_venture | Platinum   | DACH         | 2021-06-01 |
Sundrift Energy Data         | joint_venture | Gold       | Iberia       | 2022-01-10 |
Marlow Health Systems        | joint_venture | Gold       | UK & Ireland | 2020-11-16 |
Trident Port Logistics       | joint_venture | Gold       | Benelux      | 2021-09-27 |
Aurea Agritech               | joint_venture | Silver     | Italy        | 2025-06-02 |
Fjellvind Grid               | joint_venture | Gold       | Nordics      | 2022-08-22 |
Fjordline Partners           | referral      | Gold       | Nordics      | 2026-07-14 |
Pinecrest Referrals          | referral      | Gold       | UK & Ireland | 2020-01-20 |
Weissdorn Beratung           | referral      | Silver     | DACH         | 2021-05-31 |
Quai Neuf Conseil            | referral      | Silver     | France       | 2021-12-06 |
Tulpen & Partners            | referral      | Registered | Benelux      | 2022-11-21 |
Calle Mayor Asesores         | referral      | Registered | Iberia       | 2023-04-17 |
Bottega Consulting           | referral      | Silver     | Italy        | 2026-03-02 |
Stillmere Services           | service       | Gold       | UK & Ireland | 2018-07-23 |
Hammerfell Consulting        | service       | Silver     | Nordics      | 2020-03-09 |
Blaufeld Integration         | service       | Gold       | DACH         | 2017-10-02 |
Atelier Conseil Numérique    | service       | Silver     | France       | 2021-03-29 |
Delft Delivery Group         | service       | Gold       | Benelux      | 2025-10-06 |
"""

_DESKS: Final = {
    "DACH": "DACH desk",
    "Nordics": "Nordics desk",
    "UK & Ireland": "UK desk",
    "Benelux": "Benelux & France desk",
    "France": "Benelux & France desk",
    "Iberia": "Iberia & Italy desk",
    "Italy": "Iberia & Italy desk",
}
_ALLIANCE_TYPES: Final = ("technology", "joint_venture")


@dataclass(frozen=True)
class Partner:
    """One company of the programme."""

    number: int
    name: str
    partner_type: str
    tier: str
    region: str
    joined_on: date
    left_on: date | None

    @property
    def partner_id(self) -> str:
        """Return the identifier as a CRM would print it."""
        return f"P{1000 + self.number}"

    @property
    def manager(self) -> str:
        """Return the desk that looks after the partner."""
        return "Alliances" if self.partner_type in _ALLIANCE_TYPES else _DESKS[self.region]

    @property
    def domain(self) -> str:
        """Return the web domain, under a name that no one can own."""
        plain = unicodedata.normalize("NFKD", self.name.lower()).encode("ascii", "ignore").decode()
        return re.sub(r"[^a-z0-9]+", "-", plain.replace("&", "and")).strip("-") + ".example"

    def is_in_programme(self, day: date) -> bool:
        """Say whether the partner belongs to the programme on `day`."""
        return self.joined_on <= day and (self.left_on is None or day <= self.left_on)


def roster() -> list[Partner]:
    """Return the partners in the order of their numbers."""
    return [_parse(number, line) for number, line in enumerate(_ROSTER.strip().splitlines(), start=1)]


def month_at(index: int) -> tuple[int, int]:
    """Return (year, month) of a month counted from the start of the data."""
    years, month = divmod(START.year * 12 + START.month - 1 + index, 12)
    return years, month + 1


def month_index(year: int, month: int) -> int:
    """Return how many months after the start of the data a month lies."""
    return (year - START.year) * 12 + month - START.month


def _parse(number: int, line: str) -> Partner:
    name, partner_type, tier, region, joined, left = (cell.strip() for cell in line.split("|"))
    left_on = date.fromisoformat(left) if left else None
    return Partner(number, name, partner_type, tier, region, date.fromisoformat(joined), left_on)
