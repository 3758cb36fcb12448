"""The data model: the seven tables that Tandem understands, as one registry.

A table is one kind of CSV file. Everything that knows a column by name (reader, templates, validation,
rollups, docs) takes it from `TABLES`; adding a kind of file is adding a row here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from kpi.language import marked, t

EARLIEST_DATE: Final = date(1990, 1, 1)
"""Events before this day are typing errors: one of them must not stretch the calendar."""

UNKNOWN_TYPE: Final = "unknown"
"""Partner type of a partner that appears in facts but not in `partners`."""


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    WORD = "word"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name
        Canonical name, as in the CSV header.
    kind
        What it holds. A *word* is free vocabulary kept in normalised form (see `normalise_word`).
    required
        A row without it is rejected.
    default
        What an empty cell means, if not "missing".
    choices
        For a *choice*: accepted word -> canonical value.
    minimum
        Smallest number accepted.
    event
        A date of something that happened: not before `EARLIEST_DATE`, not after the day of import.
    """

    name: str
    kind: Kind
    required: bool = False
    default: float | str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    minimum: float | None = None
    event: bool = False


@dataclass(frozen=True)
class Table:
    """One kind of CSV file.

    Parameters
    ----------
    name
        Canonical name, as used on the command line.
    row_noun
        What one row is, in words.
    columns
        In the order of the template.
    row_id
        Columns whose values together name a row across imports; empty when rows have no identity.
    """

    name: str
    row_noun: str
    columns: tuple[Column, ...]
    row_id: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column called `name`.

        Raises
        ------
        KeyError
            When the table has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that every row must fill."""
        return tuple(column.name for column in self.columns if column.required)


def normalise_word(text: str) -> str:
    """Return `text` as a vocabulary word: case, accents and punctuation folded to lower snake case.

    Examples
    --------
    >>> normalise_word(" Closed-Won ")
    'closed_won'
    >>> normalise_word("Événement")
    'evenement'
    """
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", "_", plain).strip("_")


def _choices(**words: str) -> dict[str, str]:
    """Return {accepted word: canonical value} from canonical="word word ..."."""
    pairs = {canonical: canonical for canonical in words}
    return pairs | {word: canonical for canonical, text in words.items() for word in text.split()}


PARTNER_TYPES: Final[Mapping[str, str]] = _choices(
    reseller="resellers var value_added_reseller solution_provider dealer retailer wiederverkaufer handler revendeur",
    distributor="distributors distribution distribution_partner wholesaler distributeur",
    technology="technology_partner technology_partners tech tech_partner isv software_vendor integration_partner",
    joint_venture="joint_ventures jv venture joint_venture_partner",
    referral="referrals referral_partner referral_partners referrer affiliate affiliates introducer",
    service="services service_partner service_provider system_integrator si msp managed_service_provider consultant "
    "consultancy implementation_partner",
)
"""Built-in partner types and their synonyms; any other word is kept as its own type."""

SIDES: Final[Mapping[str, str]] = _choices(
    partner="partners them theirs channel partner_sourced partner_initiated",
    us="vendor host internal we our ours direct supplier sales marketing",
)
"""Who did it: the partner, or the company that runs the programme."""

STAGES: Final[Mapping[str, str]] = _choices(
    open="in_progress pipeline prospecting qualification qualified qualifiedtobuy needs_analysis value_proposition "
    "proposal proposal_price_quote presentation_scheduled decision_maker_bought_in appointmentscheduled "
    "contractsent contract_sent negotiation negotiation_review registered approved pending new active",
    won="closed_won closedwon win gewonnen gagne sold signed",
    lost="closed_lost closedlost loss verloren perdu dead rejected cancelled canceled",
)

DEAL_TYPES: Final[Mapping[str, str]] = _choices(
    new="new_business new_customer new_logo newbusiness net_new",
    renewal="renewals existing_business_renewal renew",
    expansion="upsell cross_sell upgrade add_on existing_business existingbusiness",
)

_PARTNER_ID = Column("partner_id", Kind.TEXT, required=True)
_EVENT_DATE = Column("date", Kind.DATE, required=True, event=True)
_QUANTITY = Column("quantity", Kind.NUMBER, default=1.0, minimum=0.0)

_TABLES: Final = (
    Table(
        "partners",
        "a partner",
        (
            _PARTNER_ID,
            Column("name", Kind.TEXT, required=True),
            Column("partner_type", Kind.WORD, required=True, choices=PARTNER_TYPES),
            Column("tier", Kind.TEXT),
            Column("region", Kind.TEXT),
            Column("manager", Kind.TEXT),
            Column("joined_on", Kind.DATE),
            Column("left_on", Kind.DATE),
            Column("domain", Kind.TEXT),
        ),
        row_id=("partner_id",),
    ),
    Table(
        "interactions",
        "one contact or activity between the two sides",
        (
            _PARTNER_ID,
            _EVENT_DATE,
            Column("kind", Kind.WORD, required=True),
            _QUANTITY,
            Column("initiated_by", Kind.CHOICE, choices=SIDES),
            Column("interaction_id", Kind.TEXT),
        ),
        row_id=("interaction_id",),
    ),
    Table(
        "surveys",
        "one answer to one question",
        (
            _PARTNER_ID,
            _EVENT_DATE,
            Column("question", Kind.WORD, required=True),
            Column("score", Kind.NUMBER, required=True),
            Column("scale_min", Kind.NUMBER),
            Column("scale_max", Kind.NUMBER),
            Column("respondent", Kind.TEXT),
            Column("response_id", Kind.TEXT),
        ),
        row_id=("response_id", "question"),
    ),
    Table(
        "advocacy",
        "one advocacy activity by the partner",
        (
            _PARTNER_ID,
            _EVENT_DATE,
            Column("kind", Kind.WORD, required=True),
            _QUANTITY,
            Column("activity_id", Kind.TEXT),
        ),
        row_id=("activity_id",),
    ),
    Table(
        "deals",
        "one opportunity",
        (
            _PARTNER_ID,
            Column("deal_id", Kind.TEXT, required=True),
            Column("opened_on", Kind.DATE, required=True, event=True),
            Column("stage", Kind.CHOICE, required=True, choices=STAGES),
            Column("amount", Kind.NUMBER),
            Column("closed_on", Kind.DATE),
            Column("currency", Kind.TEXT),
            Column("sourced_by", Kind.CHOICE, choices=SIDES),
            Column("deal_type", Kind.CHOICE, choices=DEAL_TYPES),
            Column("customer", Kind.TEXT),
            Column("product", Kind.TEXT),
        ),
        row_id=("deal_id",),
    ),
    Table(
        "measures",
        "any other figure, for a month",
        (
            _PARTNER_ID,
            _EVENT_DATE,
            Column("measure", Kind.WORD, required=True),
            Column("value", Kind.NUMBER, required=True),
            Column("reported_by", Kind.CHOICE, default="us", choices=SIDES),
        ),
    ),
    Table(
        "targets",
        "what a KPI should reach, by when",
        (
            Column("kpi", Kind.WORD, required=True),
            Column("value", Kind.NUMBER, required=True),
            Column("due", Kind.DATE, required=True),
            Column("partner_id", Kind.TEXT),
            Column("partner_type", Kind.WORD, choices=PARTNER_TYPES),
            Column("baseline", Kind.NUMBER),
            Column("goal", Kind.TEXT),
            Column("owner", Kind.TEXT),
        ),
    ),
)

TABLES: Final[Mapping[str, Table]] = {table.name: table for table in _TABLES}
"""Registry of the kinds of CSV file, in the order in which they are documented."""

EVENT_TABLES: Final = ("interactions", "surveys", "advocacy", "deals", "measures")
"""Tables whose rows have dates that make up the calendar."""

_TYPE_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "reseller": (marked("Reseller"), marked("Resellers")),
    "distributor": (marked("Distributor"), marked("Distributors")),
    "technology": (marked("Technology"), marked("Technology partners")),
    "joint_venture": (marked("Joint venture"), marked("Joint ventures")),
    "referral": (marked("Referral"), marked("Referral partners")),
    "service": (marked("Service"), marked("Service partners")),
    UNKNOWN_TYPE: (marked("Unknown type"), marked("Partners of unknown type")),
}


def type_label(partner_type: str) -> str:
    """Return the name of a partner type as people read it.

    Examples
    --------
    >>> type_label("joint_venture"), type_label("cloud_broker")
    ('Joint venture', 'Cloud broker')
    """
    return t(_TYPE_LABELS[partner_type][0]) if partner_type in _TYPE_LABELS else _words(partner_type)


def type_plural(partner_type: str) -> str:
    """Return the name of the partners of a type.

    Examples
    --------
    >>> type_plural("technology"), type_plural("cloud_broker")
    ('Technology partners', 'Cloud broker partners')
    """
    if partner_type in _TYPE_LABELS:
        return t(_TYPE_LABELS[partner_type][1])
    return t("{type} partners", type=_words(partner_type))


def _words(word: str) -> str:
    text = word.replace("_", " ")
    return text[:1].upper() + text[1:]
