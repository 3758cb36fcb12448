"""What a partner's score is made of and how sure we are of it, for the partner page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from callbacks.subject import Subject
from kpi.catalogue import CATALOGUE
from kpi.contributions import contributions
from kpi.partner import advocacy_year, band_of
from kpi.summary import number
from layouts import findings, formats, partner_evidence

SURVEY, CONTACTS = "Survey, 12 months", "Contacts that name who began"


def components_view(subject: Subject) -> partner_evidence.ComponentsView:
    """Return the table of components: its contributions add up to the score, its changes to the change."""
    assert subject.composite is not None
    kpi, one, changes = CATALOGUE[subject.filters.kpi], subject.standing(subject.filters.kpi), subject.changes()
    rows = contributions(subject.composite, subject.now).to_dict("records")
    shares = subject.composite.effective_weights(subject.now)
    points = {} if changes is None else dict(zip(changes["component"], changes["points"], strict=True))
    is_survey = kpi.id == "mindshare_score"
    scale = "Two indices from 0 to 100" if is_survey else "Activities per quarter against a reference, capped at 100"
    missing = [findings.low(str(row["label"])) for row in rows if number(row["score"]) is None]
    scaled = f"; weights scaled up without {findings.listed(missing)}" if missing and one.value is not None else ""
    return partner_evidence.ComponentsView(
        name=kpi.name,
        definition_href=f"/kpis/{kpi.id}",
        sub=f"{scale}; contribution = score × weight{scaled}",
        rows=[_component(subject, row, share, points) for row, share in zip(rows, shares, strict=True)],
        total=one.value,
        change=one.change,
        reweighted=float(points.get("reweighted", 0.0)),
        behind=formats.plural(one.n, "person", "people") if is_survey else formats.count(one.n),
        behind_name="Behind it" if is_survey else "Rows",
    )


def _component(
    subject: Subject, row: Mapping[str, Any], share: float, points: Mapping[str, float]
) -> partner_evidence.ComponentRow:
    score, kpi = number(row["score"]), subject.filters.kpi
    # Without a score there is nothing to contribute to, even where a component was measured.
    held = score is not None and subject.standing(kpi).value is not None
    count = int(row["rows"])
    behind = formats.count(count)
    if kpi == "mindshare_score":
        is_survey = row["component"] == "survey"
        behind = formats.plural(count, "person", "people") if is_survey else formats.plural(count, "row")
    return partner_evidence.ComponentRow(
        label=str(row["label"]),
        raw=number(row["raw"]),
        reference=number(row["reference"]),
        score=score,
        band=band_of(float(row["score"]), subject.board.method.bands_of(kpi)),
        weight=100.0 * float(share) if held else None,
        contribution=float(row["contribution"]) if held else None,
        change=points.get(str(row["component"])) if held else None,
        behind=behind,
        parts=_initiative_parts(subject) if row["component"] == "interaction" else (),
    )


def _initiative_parts(subject: Subject) -> list[tuple[str, float | None]]:
    index = subject.board.mindshare.interaction
    return [
        ("Share of contacts begun by the partner", number(index.initiative[subject.now])),
        ("Contacts begun by the partner", number(index.attention[subject.now])),
    ]


def counted_view(subject: Subject) -> partner_evidence.CountView:
    """Say what an advocacy score is made of: activities in its twelve months."""
    board, filters, method = subject.board, subject.filters, subject.board.method.advocacy
    now = advocacy_year(board, *subject.now)
    before = advocacy_year(board, *subject.earlier) if subject.earlier else None
    was = {one.kind: one.quantity for one in before.kinds} if before else {}
    held = {one.kind: one.quantity for one in now.kinds}
    kinds = [*held, *(kind for kind in was if kind not in held)]
    title = f"{formats.plural(round(now.quantity), 'activity', 'activities').capitalize()} in twelve months"
    reference, points = formats.count(method.reference), formats.count(now.points)
    short = f" and its {formats.count(now.months)} months" if now.months < board.method.windows.advocacy else ""
    return partner_evidence.CountView(
        title="No activity in twelve months" if not now.quantity else title,
        sub="What the score is made of",
        counts=[
            (findings.kind_text(kind).capitalize(), held.get(kind, 0.0), was.get(kind, 0.0) if before else None)
            for kind in kinds
        ],
        note=f"Score = activity points in a year against {reference}, capped at 100; here {points} points{short}.",
        now=filters.period.label,
        before=filters.before.label if filters.before else "Before",
        reason="References, case studies, testimonials and talks appear here as they are imported.",
    )


def confidence_view(subject: Subject) -> partner_evidence.ConfidenceView:
    """Return what the score in view rests on, and what is missing."""
    one = subject.standing(subject.filters.kpi)
    calendar, method = subject.board.programme.calendar, subject.board.method
    evidence = {"mindshare_score": _survey_evidence, "advocacy_score": _advocacy_evidence}.get(
        subject.filters.kpi, _activity_evidence
    )
    sub = f"{formats.percent(100 * (one.coverage or 0))} of the score's weight has data"
    notes = [
        "Components without data are left out and the remaining weights scaled up. A score needs at least "
        f"{formats.percent(100 * method.minimum_coverage)} of its weight."
    ]
    if subject.filters.kpi == "mindshare_score":
        sub, notes = _interval(subject) or sub, _survey_notes(subject)
    elif subject.filters.kpi == "advocacy_score":
        sub, notes = "Counted, not estimated", ["A partner without activities while others have some scores 0."]
    return partner_evidence.ConfidenceView(
        sub=sub,
        evidence=evidence(subject),
        note=" ".join(notes),
        foot=f"Data to {formats.day(calendar.as_of)}, method {method.version}",
    )


def _activity_evidence(subject: Subject) -> list[partner_evidence.Evidence]:
    assert subject.composite is not None
    made = []
    for part in subject.composite.parts:
        rows = int(part.rows[subject.now])
        if number(part.score[subject.now]) is None:
            made.append(partner_evidence.Evidence("missing", part.label, "no data, left out"))
        elif not rows:
            made.append(partner_evidence.Evidence("silent", part.label, "nothing recorded, counts as 0"))
        else:
            made.append(partner_evidence.Evidence("held", part.label, formats.plural(rows, "row")))
    return made


def _survey_evidence(subject: Subject) -> list[partner_evidence.Evidence]:
    survey, contacts = subject.board.mindshare.survey, subject.board.mindshare.interaction
    people, rows = int(survey.respondents[subject.now]), int(contacts.rows[subject.now])
    asked = formats.plural(people, "person", "people")
    few = people < subject.board.method.mindshare.shrinkage
    made = [
        partner_evidence.Evidence("silent" if few else "held", SURVEY, asked)
        if people
        else partner_evidence.Evidence("missing", SURVEY, "no answer"),
        partner_evidence.Evidence("held", CONTACTS, formats.plural(rows, "row"))
        if rows
        else partner_evidence.Evidence("silent", CONTACTS, "none"),
    ]
    if number(contacts.initiative[subject.now]) is None:
        made.append(partner_evidence.Evidence("missing", "Share begun by the partner", "too few contacts"))
    return made


def _interval(subject: Subject) -> str:
    """Return the survey index with its 95 % interval, in words; empty where there is none."""
    survey = subject.board.mindshare.survey
    index, half = number(survey.index[subject.now]), number(survey.half_width[subject.now])
    if index is None:
        return ""
    if half is None:
        return f"Survey index {formats.score(index)}"
    low, high = max(index - half, 0.0), min(index + half, 100.0)
    return f"Survey index {index:.0f}, 95% interval {low:.0f} to {high:.0f}"


def _survey_notes(subject: Subject) -> list[str]:
    survey, k = subject.board.mindshare.survey, subject.board.method.mindshare.shrinkage
    raw, mean = number(survey.raw[subject.now]), number(survey.peer_mean[subject.now])
    if raw is None or mean is None:
        return ["Without a survey answer in twelve months there is no score."]
    return [
        f"The answers themselves average {raw:.0f}. Small samples are drawn towards the mean of comparable partners, "
        f"{mean:.0f}, as if {formats.count(k)} more people had answered like them."
    ]


def _advocacy_evidence(subject: Subject) -> list[partner_evidence.Evidence]:
    one, year = subject.standing("advocacy_score"), advocacy_year(subject.board, *subject.now)
    if one.value is None:
        return [partner_evidence.Evidence("missing", "Advocacy", "no data")]
    rows = partner_evidence.Evidence("held", "Activities", formats.plural(one.n, "row"))
    silent = partner_evidence.Evidence("silent", "Activities", "none recorded, counts as 0")
    months = f"{formats.count(year.months)} of {subject.board.method.windows.advocacy}"
    return [rows if one.n else silent, partner_evidence.Evidence("held", "Months that count", months)]
