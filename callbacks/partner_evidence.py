"""What a partner's score is made of and how sure we are of it, for the partner page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from callbacks.subject import Subject
from callbacks.views import rows_path
from data.behind import SourceState
from kpi.benchmark import benchmark, part_percentiles
from kpi.catalogue import CATALOGUE
from kpi.contributions import contributions
from kpi.language import lowered, t
from kpi.partner import advocacy_year, band_of
from kpi.robustness import robustness
from kpi.summary import number
from layouts import components, findings, formats, partner_evidence
from layouts.partner_evidence import Evidence

DRAWS = 1000
"""Random reweightings that a band is tried against."""

FEEDS: Mapping[str, Sequence[str]] = {
    "engagement_score": ("interactions",),
    "mindshare_score": ("surveys", "interactions"),
    "advocacy_score": ("advocacy",),
}
"""Tables that a score is made of."""


def components_view(subject: Subject) -> partner_evidence.ComponentsView:
    """Return the table of components: its contributions add up to the score, its changes to the change."""
    assert subject.composite is not None
    kpi, one, changes = CATALOGUE[subject.filters.kpi], subject.standing(subject.filters.kpi), subject.changes()
    rows = contributions(subject.composite, subject.now).to_dict("records")
    shares = subject.composite.effective_weights(subject.now)
    points = {} if changes is None else dict(zip(changes["component"], changes["points"], strict=True))
    is_survey = kpi.id == "mindshare_score"
    asked = {"label": subject.id, "column": subject.filters.period.column}
    places = part_percentiles(subject.board, kpi.id, **asked)
    among = benchmark(subject.board, kpi.id, **asked)
    return partner_evidence.ComponentsView(
        name=kpi.name,
        definition_href=f"/kpis/{kpi.id}",
        sub=_components_sub(rows, is_survey=is_survey, scored=one.value is not None),
        rows=[
            _component(subject, row, share, points, places.get(str(row["component"])))
            for row, share in zip(rows, shares, strict=True)
        ],
        total=one.value,
        change=one.change,
        reweighted=float(points.get("reweighted", 0.0)),
        behind=_people(one.n) if is_survey else formats.counted("{count} row", "{count} rows", one.n),
        behind_name=t("Behind it") if is_survey else "",
        percentile=among.percentile if among else None,
        rows_href=_rows_href(subject) if one.n else "",
    )


def _components_sub(rows: Sequence[Mapping[str, Any]], *, is_survey: bool, scored: bool) -> str:
    said = t("Activities per quarter against a reference, capped at 100; contribution = score × weight")
    if is_survey:
        said = t("Two indices from 0 to 100; contribution = score × weight")
    missing = [lowered(t(str(row["label"]))) for row in rows if number(row["score"]) is None]
    if not missing or not scored:
        return said
    return t("{said}; weights scaled up without {missing}", said=said, missing=findings.listed(missing))


def _rows_href(subject: Subject, component: str = "") -> str:
    return rows_path(subject.id, subject.filters.kpi, subject.filters.period.key, component=component)


def _people(count: int) -> str:
    return formats.counted("{count} person", "{count} people", count)


def _rows(count: int) -> str:
    return formats.counted("{count} row", "{count} rows", count)


def _component(
    subject: Subject, row: Mapping[str, Any], share: float, points: Mapping[str, float], percentile: float | None
) -> partner_evidence.ComponentRow:
    score, kpi, name = number(row["score"]), subject.filters.kpi, str(row["component"])
    # Without a score there is nothing to contribute to, even where a component was measured.
    held = score is not None and subject.standing(kpi).value is not None
    count = int(row["rows"])
    return partner_evidence.ComponentRow(
        label=t(str(row["label"])),
        raw=number(row["raw"]),
        reference=number(row["reference"]),
        score=score,
        band=band_of(float(row["score"]), subject.board.method.bands_of(kpi)),
        weight=100.0 * float(share) if held else None,
        contribution=float(row["contribution"]) if held else None,
        change=points.get(name) if held else None,
        behind=_people(count) if name == "survey" else _rows(count),
        parts=_initiative_parts(subject) if name == "interaction" else (),
        percentile=percentile,
        rows_href=_rows_href(subject, name) if count else "",
    )


def _initiative_parts(subject: Subject) -> list[tuple[str, float | None]]:
    index = subject.board.mindshare.interaction
    return [
        (t("Share of contacts begun by the partner"), number(index.initiative[subject.now])),
        (t("Contacts begun by the partner"), number(index.attention[subject.now])),
    ]


def counted_view(subject: Subject) -> partner_evidence.CountView:
    """Say what an advocacy score is made of: activities in its twelve months."""
    board, filters, method = subject.board, subject.filters, subject.board.method.advocacy
    now = advocacy_year(board, *subject.now)
    before = advocacy_year(board, *subject.earlier) if subject.earlier else None
    was = {one.kind: one.quantity for one in before.kinds} if before else {}
    held = {one.kind: one.quantity for one in now.kinds}
    kinds = [*held, *(kind for kind in was if kind not in held)]
    count = round(now.quantity)
    title = formats.counted("{count} activity in twelve months", "{count} activities in twelve months", count)
    return partner_evidence.CountView(
        title=title if now.quantity else t("No activity in twelve months"),
        sub=t("What the score is made of"),
        counts=[
            partner_evidence.CountedRow(
                label=_capital(findings.kind_text(kind)),
                now=held.get(kind, 0.0),
                before=was.get(kind, 0.0) if before else None,
                rows_href=_rows_href(subject, kind) if kind in held else "",
            )
            for kind in kinds
        ],
        note=_counted_note(now.points, now.months, method.reference, board.method.windows.advocacy),
        now=filters.period.label,
        before=filters.before.label if filters.before else t("Before"),
        reason=t("References, case studies, testimonials and talks appear here as they are imported."),
    )


def _counted_note(points: float, months: float, reference: float, window: int) -> str:
    said = {"reference": formats.count(reference), "points": formats.count(points), "months": formats.count(months)}
    if months < window:
        return t(
            "Score = activity points in a year against {reference}, capped at 100; here {points} points and its "
            "{months} months.",
            **said,
        )
    return t("Score = activity points in a year against {reference}, capped at 100; here {points} points.", **said)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def confidence_view(
    subject: Subject, sources: Sequence[SourceState] = (), *, sees_all: bool = True
) -> partner_evidence.ConfidenceView:
    """Return what the score in view rests on, how sure it is, and what is missing.

    Parameters
    ----------
    subject
        The partner and the filters.
    sources
        What the store holds of each table.
    sees_all
        Whether who asks may see the partners that this one is compared with.
    """
    one, method = subject.standing(subject.filters.kpi), subject.board.method
    evidence = {"mindshare_score": _survey_evidence, "advocacy_score": _advocacy_evidence}.get(
        subject.filters.kpi, _activity_evidence
    )
    sub = t("{share} of the score's weight has data", share=formats.percent(100 * (one.coverage or 0)))
    notes = [
        t(
            "Components without data are left out and the remaining weights scaled up. "
            "A score needs at least {share} of its weight.",
            share=formats.percent(100 * method.minimum_coverage),
        )
    ]
    if subject.filters.kpi == "mindshare_score":
        sub, notes = _interval(subject) or sub, _survey_notes(subject, sees_all=sees_all)
    elif subject.filters.kpi == "advocacy_score":
        sub, notes = t("Counted, not estimated"), [t("A partner without activities while others have some scores 0.")]
    return partner_evidence.ConfidenceView(
        sub=sub,
        evidence=[*evidence(subject), *_robust(subject)],
        note=" ".join(notes),
        foot=_foot(subject, sources),
    )


def _robust(subject: Subject) -> list[Evidence]:
    """Return how often the band holds when the weights are others; nothing for a score of one component."""
    if subject.composite is None or len(subject.composite.parts) < 2:
        return []
    kept = robustness(
        subject.board, subject.filters.kpi, label=subject.id, column=subject.filters.period.column, draws=DRAWS
    )
    if kept is None:
        return []
    band = components.band_word(subject.standing(subject.filters.kpi).band)
    # What holds in nearly all draws does not hold in all.
    share = 100.0 * kept if kept == 1.0 else min(round(100.0 * kept), 99)
    amount = t("{band} in {share} of trials", band=lowered(band), share=formats.percent(share))
    return [Evidence("held" if kept >= 0.9 else "silent", t("Other weights, ±25%"), amount)]


def _foot(subject: Subject, sources: Sequence[SourceState]) -> str:
    """Return the files behind the score in view, and the day of the last one; else how far the data reach."""
    held = [one for one in sources if one.table in FEEDS[subject.filters.kpi]]
    version = subject.board.method.version
    if not held:
        as_of = formats.day(subject.board.programme.calendar.as_of)
        return t("Data to {day}, method {version}", day=as_of, version=version)
    return t(
        "{files}, last update {day}, method {version}",
        files=formats.counted("{count} file", "{count} files", sum(one.files for one in held)),
        day=formats.day(max(one.last_import for one in held)),
        version=version,
    )


def _activity_evidence(subject: Subject) -> list[Evidence]:
    assert subject.composite is not None
    made = []
    for part in subject.composite.parts:
        rows, label = int(part.rows[subject.now]), t(part.label)
        if number(part.score[subject.now]) is None:
            made.append(Evidence("missing", label, t("no data, left out")))
        elif not rows:
            made.append(Evidence("silent", label, t("nothing recorded, counts as 0")))
        else:
            made.append(Evidence("held", label, _rows(rows)))
    return made


def _survey_evidence(subject: Subject) -> list[Evidence]:
    survey, contacts = subject.board.mindshare.survey, subject.board.mindshare.interaction
    people, rows = int(survey.respondents[subject.now]), int(contacts.rows[subject.now])
    few = people < subject.board.method.mindshare.shrinkage
    asked, named = t("Survey, 12 months"), t("Contacts that name who began")
    made = [
        Evidence("silent" if few else "held", asked, _people(people))
        if people
        else Evidence("missing", asked, t("no answer")),
        Evidence("held", named, _rows(rows)) if rows else Evidence("silent", named, t("none")),
    ]
    if number(contacts.initiative[subject.now]) is None:
        made.append(Evidence("missing", t("Share begun by the partner"), t("too few contacts")))
    return made


def _interval(subject: Subject) -> str:
    """Return the survey index with its 95 % interval, in words; empty where there is none."""
    survey = subject.board.mindshare.survey
    index, half = number(survey.index[subject.now]), number(survey.half_width[subject.now])
    if index is None:
        return ""
    if half is None:
        return t("Survey index {index}", index=formats.score(index))
    low, high = max(index - half, 0.0), min(index + half, 100.0)
    return t(
        "Survey index {index}, 95% interval {low} to {high}",
        index=_whole(index),
        low=_whole(low),
        high=_whole(high),
    )


def _whole(value: float) -> str:
    return formats.count(round(value))


def _survey_notes(subject: Subject, *, sees_all: bool) -> list[str]:
    survey, k = subject.board.mindshare.survey, subject.board.method.mindshare.shrinkage
    raw, mean = number(survey.raw[subject.now]), number(survey.peer_mean[subject.now])
    if raw is None or mean is None:
        return [t("Without a survey answer in twelve months there is no score.")]
    if not sees_all:
        return [
            t(
                "The answers themselves average {raw}. Small samples are drawn towards the mean of comparable "
                "partners, as if {count} more people had answered like them.",
                raw=_whole(raw),
                count=formats.count(k),
            )
        ]
    return [
        t(
            "The answers themselves average {raw}. Small samples are drawn towards the mean of comparable partners, "
            "{mean}, as if {count} more people had answered like them.",
            raw=_whole(raw),
            mean=_whole(mean),
            count=formats.count(k),
        )
    ]


def _advocacy_evidence(subject: Subject) -> list[Evidence]:
    one, year = subject.standing("advocacy_score"), advocacy_year(subject.board, *subject.now)
    if one.value is None:
        return [Evidence("missing", t("Advocacy"), t("no data"))]
    rows = Evidence("held", t("Activities"), _rows(one.n))
    silent = Evidence("silent", t("Activities"), t("none recorded, counts as 0"))
    months = t(
        "{months} of {window}", months=formats.count(year.months), window=subject.board.method.windows.advocacy
    )
    return [rows if one.n else silent, Evidence("held", t("Months that count"), months)]
