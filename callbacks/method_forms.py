"""What the tabs of the Method page show of a draft, beside what the data say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from callbacks.method_draft import Draft
from callbacks.services import day_of
from kpi.board import Board
from kpi.catalogue import CATALOGUE, HEADLINE
from kpi.engagement import unmapped_kinds
from kpi.language import t
from kpi.method import Method, MethodError, toml_content
from kpi.method_diff import entry, unchanged_since
from kpi.method_edit import spelled
from kpi.method_evidence import EVERYONE, HIGH, Usual, kinds_seen, usual_activity
from kpi.method_text import lines_of
from kpi.schema import PARTNER_TYPES, UNKNOWN_TYPE, type_plural
from layouts import formats
from layouts import method as page
from layouts.method_fields import Field
from layouts.method_forms import KNOWN_KINDS, AdvocacyView, ComponentRow, KindsView, PointsRow, ScoresView
from layouts.method_words import component_label, plain_number, spoken, value_words

if TYPE_CHECKING:
    from callbacks.services import Services

MOST_KINDS: Final = 60
"""Kinds of the data that a form lists; the text takes any."""

MINDSHARE_OF_TYPE: Final = ("survey_weight", "interaction_weight", "initiative_share", "attention_reference")
"""Parameters of mindshare in which partner types may differ."""


@dataclass(frozen=True)
class Question:
    """What a form is to show: the draft, for which partner type, and the scores as they are, if there are data."""

    draft: Draft
    partner_type: str
    board: Board | None
    column: int = 0

    @property
    def content(self) -> Mapping[str, Any]:
        """The entries of the draft."""
        return self.draft.content or {}

    @property
    def who(self) -> str:
        """Whom the fields hold for."""
        return (
            t("for {types} alone", types=type_plural(self.partner_type).lower())
            if self.partner_type
            else t("for all types")
        )

    def field(
        self,
        keys: Sequence[str],
        label: str,
        *,
        help: str = "",
        unit: str = "",
        fallback: object = None,
        options: str = "",
    ) -> Field:
        """Return the field of an entry, as the draft has it."""
        there = spelled(self.content, keys)
        value = entry(self.content, there)
        return Field(there, label, _written(value), help, _written(fallback), unit, options)

    def of_type(self, section: str, keys: Sequence[str], base: Sequence[str], label: str, **words: str) -> Field:
        """Return the field of an entry of all types or, of a partner type, of its own, the common one behind it."""
        if not self.partner_type:
            return self.field((section, *base), label, **words)
        fallback = entry(self.content, (section, *base))
        return self.field((section, "types", self.partner_type, *keys), label, fallback=fallback, **words)


def partner_types(board: Board | None, method: Method) -> tuple[str, ...]:
    """Return the partner types that a method may treat differently: of the data, of the method, and built in."""
    found = {*PARTNER_TYPES.values(), *method.type_components, *method.type_mindshare, *method.type_advocacy}
    if board is not None:
        found |= set(board.programme.partner_types[1])
    return tuple(sorted(found - {UNKNOWN_TYPE, ""}, key=lambda name: type_plural(name).casefold()))


def scores_view(services: Services, asked: Question, types: Sequence[str]) -> ScoresView:
    """Return the tab of scores."""
    texts = live_texts(services, asked)
    usual = usual_activity(asked.board, column=asked.column) if asked.board else {}
    return ScoresView(
        types=_switch(page.SCORES, asked.partner_type, types),
        who=asked.who,
        components=[_component(asked, name, texts, usual) for name in _components(asked.content)],
        mindshare=_mindshare(asked),
        bands=[] if asked.partner_type else _bands(asked),
        others=[] if asked.partner_type else _others(asked),
        can_propose=asked.board is not None,
    )


def advocacy_view(asked: Question, types: Sequence[str]) -> AdvocacyView:
    """Return the tab of advocacy."""
    fields = [
        asked.of_type(
            "advocacy",
            ("reference",),
            ("reference",),
            t("Reference"),
            help=t("Activity points in twelve months that earn 100"),
            unit=t("points a year"),
        )
    ]
    if not asked.partner_type:
        fields += [
            asked.field(
                ("advocacy", "default_points"),
                t("Points of any other kind"),
                help=t("Of every kind that is not listed below"),
            ),
            asked.field(
                ("advocacy", "active_target"),
                t("Active advocates"),
                help=t("Share of partners with an activity in twelve months that is the target"),
                unit="%",
            ),
        ]
    points = [] if asked.partner_type else _points(asked)
    return AdvocacyView(_switch(page.ADVOCACY, asked.partner_type, types), asked.who, fields, points)


def kinds_view(asked: Question) -> KindsView:
    """Return the tab of kinds and of the site's own KPIs."""
    components = [
        (
            component_label(name, asked.content),
            asked.field(
                ("engagement", "components", name, "kinds"),
                t("Kinds of {component}", component=component_label(name, asked.content)),
            ),
        )
        for name in _components(asked.content)
    ]
    known = [word for _, field in components for word in field.value.split(", ") if word]
    return KindsView(components, _strangers(asked), _own_kpis(asked), page.address(page.TEXT), known)


def live_texts(services: Services, asked: Question) -> dict[str, str]:
    """Return what stands beside the fields and follows them: shares of the weights, since when references hold."""
    names = _components(asked.content)
    weights = {name: _weight(asked, name) for name in names}
    whole = sum(weights.values())
    history, labels = _history(services, asked)
    texts = {
        f"share:{name}": formats.percent(100 * weights[name] / whole) if whole else formats.MISSING for name in names
    }
    return texts | {f"origin:{name}": _origin(asked, name, history, labels) for name in names}


def _switch(tab: str, chosen: str, types: Sequence[str]) -> list[tuple[str, str, bool]]:
    made = [(t("All types"), page.address(tab), not chosen)]
    return made + [(type_plural(one), page.address(tab, partner_type=one), one == chosen) for one in types]


def _components(content: Mapping[str, Any]) -> list[str]:
    found = entry(content, ("engagement", "components"))
    return [name for name, one in found.items() if isinstance(one, Mapping)] if isinstance(found, Mapping) else []


def _component(
    asked: Question, name: str, texts: Mapping[str, str], usual: Mapping[tuple[str, str], Usual]
) -> ComponentRow:
    label, base = component_label(name, asked.content), ("components", name)
    kinds = entry(asked.content, ("engagement", *base, "kinds"))
    seen = usual.get((asked.partner_type or EVERYONE, name))
    return ComponentRow(
        name=name,
        label=label,
        kinds=", ".join(spoken(str(one)) for one in kinds) if isinstance(kinds, list) else "",
        weight=asked.of_type(
            "engagement", (name, "weight"), (*base, "weight"), t("Weight of {component}", component=label)
        ),
        reference=asked.of_type(
            "engagement",
            (name, "reference"),
            (*base, "reference"),
            t("Reference of {component}, per quarter", component=label),
        ),
        share=texts[f"share:{name}"],
        usual=_usual_words(seen),
        origin=texts[f"origin:{name}"],
    )


def _usual_words(seen: Usual | None) -> str:
    if seen is None:
        return t("Too few partners have data")
    return t(
        "Median {median}, one in five above {high}",
        median=formats.count(seen.median),
        high=formats.count(seen.high),
        share=formats.count(100 - HIGH),
    )


def _mindshare(asked: Question) -> list[Field]:
    words: dict[str, tuple[str, str, str]] = {
        "survey_weight": (t("Weight of the survey index"), t("What partners say, beside what they do"), ""),
        "interaction_weight": (t("Weight of the interaction index"), t("Who begins, and how often"), ""),
        "initiative_share": (
            t("Initiative that earns 100"),
            t("Share of interactions begun by the partner, 0 to 1"),
            "",
        ),
        "attention_reference": (
            t("Attention that earns 100"),
            t("Interactions begun by the partner"),
            t("per quarter"),
        ),
        "shrinkage": (
            t("Weight of the peers in small samples"),
            t("How many respondents the peer mean is worth"),
            t("respondents"),
        ),
        "minimum_peers": (
            t("Peers needed"),
            t("Answering partners of a type from which on they are the peers"),
            t("partners"),
        ),
        "neutral": (t("Neutral index"), t("Stands in for the peer mean where too few answer"), ""),
        "initiative_minimum": (t("Interactions needed for a share"), t("Fewer that name who began say nothing"), ""),
    }
    names = MINDSHARE_OF_TYPE if asked.partner_type else tuple(words)
    return [
        asked.of_type("mindshare", (name,), (name,), words[name][0], help=words[name][1], unit=words[name][2])
        for name in names
    ]


def _bands(asked: Question) -> list[tuple[str, Field, Field]]:
    def row(name: str, above: tuple[str, ...], *, own: bool) -> tuple[str, Field, Field]:
        moderate, strong = (
            asked.field((*above, key), label, fallback=entry(asked.content, ("bands", key)) if own else None)
            for key, label in (
                ("moderate", t("{score}: moderate from", score=name)),
                ("strong", t("{score}: strong above", score=name)),
            )
        )
        return name, moderate, strong

    own = [row(CATALOGUE[kpi].short, ("bands", kpi), own=True) for kpi in HEADLINE]
    return [row(t("All scores"), ("bands",), own=False), *own]


def _others(asked: Question) -> list[Field]:
    months = t("months")
    return [
        asked.field(
            ("windows", "default"), t("Usual window"), help=t("Every KPI without a window of its own"), unit=months
        ),
        asked.field(("windows", "surveys"), t("Survey answers"), help=t("How long an answer counts"), unit=months),
        asked.field(
            ("windows", "advocacy"), t("Advocacy"), help=t("Advocacy score and active advocates"), unit=months
        ),
        asked.field(
            ("windows", "partial_advocacy"),
            t("Advocacy of newcomers"),
            help=t("The score divides by at least this many"),
            unit=months,
        ),
        asked.field(
            ("minimum_coverage",),
            t("Minimum coverage"),
            help=t("Share of the weight that must have data, 0 to 1; below it there is no score"),
        ),
    ]


def _points(asked: Question) -> list[PointsRow]:
    given = entry(asked.content, ("advocacy", "points"))
    seen = kinds_seen(asked.board.programme, asked.board.method, "advocacy") if asked.board else {}
    listed = [*dict.fromkeys([*seen, *(given if isinstance(given, Mapping) else {})])][:MOST_KINDS]
    fallback = entry(asked.content, ("advocacy", "default_points"))
    return [
        PointsRow(
            kind=spoken(kind, upper=True),
            rows=formats.count(seen.get(kind, 0)),
            points=asked.field(
                ("advocacy", "points", kind), t("Points of {kind}", kind=spoken(kind)), fallback=fallback
            ),
        )
        for kind in listed
    ]


def _strangers(asked: Question) -> list[tuple[str, str, Field]]:
    if asked.board is None:
        return []
    found = unmapped_kinds(asked.board.programme, asked.board.method)
    return [
        (
            spoken(kind, upper=True),
            formats.count(rows),
            asked.field(("synonyms", "kinds", kind), t("What {kind} means", kind=spoken(kind)), options=KNOWN_KINDS),
        )
        for kind, rows in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_KINDS]
    ]


def _own_kpis(asked: Question) -> list[tuple[str, str, str, str]]:
    found = entry(asked.content, ("kpis",))
    if not isinstance(found, Mapping):
        return []
    lines = lines_of(asked.draft.text)
    return [
        (
            str(one.get("name", kpi)),
            kpi,
            _made_of(one),
            page.address(page.TEXT, line=lines.get(("kpis", kpi), 1)),
        )
        for kpi, one in found.items()
        if isinstance(one, Mapping)
    ]


def _made_of(one: Mapping[str, Any]) -> str:
    if one.get("measure"):
        return t(
            "{aggregate} of {measure}", aggregate=str(one.get("aggregate", "")), measure=spoken(str(one["measure"]))
        )
    parts = [spoken(str(one.get(name, ""))) for name in ("numerator", "denominator")]
    return t("{numerator} / {denominator}", numerator=parts[0], denominator=parts[1])


def _weight(asked: Question, name: str) -> float:
    """Return the weight of a component as it holds for the type in view; 0 for what is no number."""
    own = spelled(asked.content, ("engagement", "types", asked.partner_type, name, "weight"))
    value = entry(asked.content, own) if asked.partner_type else None
    if value is None:
        value = entry(asked.content, ("engagement", "components", name, "weight"))
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 10**9
    return float(value) if is_number else 0.0


def _history(services: Services, asked: Question) -> tuple[list[Mapping[str, Any]], list[str]]:
    """Return the methods that were in force, the oldest first and the draft last, and what each is called."""
    base = t("from this site's file") if services.settings.method else t("Tandem's default")
    history, labels = [toml_content(services.methods.base.text)], [base]
    for one in reversed(services.methods.list()):
        try:
            history.append(toml_content(one.text))
        except MethodError:
            continue
        day = formats.day(day_of(one.saved_at))
        labels.append(t("since version {number} of {day}: {note}", number=one.id, day=day, note=one.note))
    return [*history, asked.content], [*labels, t("not saved yet")]


def _origin(asked: Question, name: str, history: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> str:
    if asked.partner_type:
        keys = spelled(asked.content, ("engagement", "types", asked.partner_type, name, "reference"))
        if entry(asked.content, keys) is None:
            return t("Reference as for all types")
    else:
        keys = ("engagement", "components", name, "reference")
    words = labels[unchanged_since(history, keys)]
    return words[:1].upper() + words[1:]


def _written(value: object) -> str:
    """Return a value as it stands in a field."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return plain_number(value)
    return str(value) if isinstance(value, str) else value_words(value)
