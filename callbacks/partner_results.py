"""What comes after a partner's score: the way to the next band, results, both sides' figures, the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from callbacks.subject import Subject
from callbacks.views import rows_path
from data.behind import read_activity
from kpi.activity import longest_gap, within
from kpi.catalogue import CATALOGUE, HEADLINE, RESULTS, Direction, Kpi, Scope
from kpi.language import lowered, t
from kpi.path import Path, path_note, paths_to_next_band
from kpi.reading import BAND_NAMES
from kpi.reconciliation import TOLERANCE
from kpi.review import Difference, differences
from kpi.schema import type_plural
from kpi.target_share import target_share
from kpi.targets import Target, open_target
from layouts import components, findings, formats
from layouts.charts import ChartView
from layouts.figures import Canvas, DayCounts, calendar_figure, calendar_height, calendar_summary, calendar_table
from layouts.partner_results import FigureRow, FiguresView, PathOption, PathView, ResultRow, ResultsView
from layouts.partner_words import figures_finding, gap_finding, path_title, steps_text, targets_finding

if TYPE_CHECKING:
    from callbacks.services import Services

MOST_FIGURES: Final = 8
FIGURE_MONTHS: Final = 12
"""Figures that the card lists, and the months of which it speaks."""


def path_view(subject: Subject) -> PathView:
    """Return up to three sets of extra activity that would have lifted the score in view into the next band."""
    board, kpi = subject.board, CATALOGUE[subject.filters.kpi]
    asked = {"label": subject.id, "column": subject.filters.period.column}
    found = paths_to_next_band(board, kpi.id, **asked)
    note = path_note(board, kpi.id, **asked)
    one = subject.standing(kpi.id)
    if not found and (one.value is None or one.band == BAND_NAMES[-1]):
        title = t("No next band") if one.value is None else t("{name} is in the highest band", name=kpi.short)
    else:
        band = found[0].band if found else BAND_NAMES[BAND_NAMES.index(one.band) + 1]
        title = path_title(kpi.short, band, found[0].cost if found else None)
    return PathView(
        title=title,
        sub=t("Smallest sets of extra activity in {period}, all else as it was", period=subject.filters.period.label),
        options=[_option(path, kpi.id) for path in found],
        note=note,
    )


def _option(path: Path, kpi: str) -> PathOption:
    # What advocacy counts are the activities themselves, not activities in a component.
    is_kind = kpi == "advocacy_score"
    steps = [(step.extra, lowered(t(step.label)) if is_kind else step.unit, step.label) for step in path.steps]
    return PathOption(path.cost, steps_text(steps), path.score, path.band)


def results_view(subject: Subject, *, currency: str) -> ResultsView:
    """Return the KPIs of a partner's type against their targets, those with a target first."""
    rows = [_result(subject, kpi, aim, currency) for kpi, aim in _shown(subject)]
    rows.sort(key=lambda row: row.target is None)
    aimed = [row for row in rows if row.target is not None and row.value is not None]
    bookings = subject.standing("bookings")
    title = targets_finding(sum(row.reached for row in aimed), len(aimed)) or findings.bookings_finding(
        bookings.value, bookings.previous, period=subject.filters.period.label, currency=currency
    )
    sub = t("Value as a share of its target; the line marks the target, the notch the baseline")
    has_target = any(row.target is not None for row in rows)
    return ResultsView(title, sub if has_target else t("No KPI of this partner has a target yet"), rows)


def _shown(subject: Subject) -> list[tuple[Kpi, Target | None]]:
    """Return the results, the KPIs of the partner's type, and any other with a target; each with its target."""
    made = []
    for kpi in subject.board.catalogue.values():
        if kpi.id in HEADLINE or kpi.scope is Scope.GROUPS or not kpi.applies_to(subject.partner_type):
            continue
        aim = _target(subject, kpi.id)
        if kpi.id in RESULTS or kpi.partner_types or aim is not None:
            made.append((kpi, aim))
    return made


def _target(subject: Subject, kpi: str) -> Target | None:
    return open_target(subject.board.programme, kpi, partner_id=subject.id, month=subject.filters.period.column)


def _result(subject: Subject, kpi: Kpi, aim: Target | None, currency: str) -> ResultRow:
    one = subject.standing(kpi.id)
    known = None
    if aim is not None and one.value is not None:
        known = target_share(kpi, one.value, aim.value, baseline=aim.baseline)
    return ResultRow(
        name=kpi.short,
        definition_href=f"/kpis/{kpi.id}",
        rows_href=rows_path(subject.id, kpi.id, subject.filters.period.key),
        unit=str(kpi.unit),
        currency=currency,
        value=one.value,
        change=one.change,
        higher_is_better=kpi.direction is not Direction.DOWN,
        target=aim.value if aim else None,
        due=formats.day(aim.due) if aim else "",
        share=known.share if known else None,
        baseline=known.baseline if known else None,
        reached=bool(known and known.reached),
    )


def figures_view(subject: Subject, *, review_href: str) -> FiguresView:
    """Return the figures that both sides report for the twelve months up to the quarter in view.

    `review_href` is the way to the review that differing ones are taken to.
    """
    until = subject.board.programme.calendar.first + subject.filters.period.column
    found = [
        one for one in differences(subject.board, [subject.id])[subject.id]
        if until - FIGURE_MONTHS < one.month <= until
    ]  # fmt: skip
    differing = sum(one.status == "disputed" for one in found)
    rest = len(found) - MOST_FIGURES
    name = str(subject.board.programme.partners["name"].iloc[subject.row]) or subject.id
    return FiguresView(
        title=figures_finding(differing, len(found)),
        sub=t(
            "Ours, and those reported by {partner}, in {months} to {month}",
            partner=name,
            months=formats.counted("{count} month", "{count} months", FIGURE_MONTHS),
            month=formats.month(until),
        ),
        rows=[_figure(one) for one in found[:MOST_FIGURES]],
        tolerance=formats.percent(100 * TOLERANCE),
        reason=t(
            "There is nothing to compare in these months: figures that the partner reports appear here beside ours."
        ),
        more=formats.counted("{count} more figure", "{count} more figures", rest) if rest > 0 else "",
        review_href=review_href if differing else "",
    )


def _figure(one: Difference) -> FigureRow:
    words = findings.kind_text(one.measure)
    difference = None if one.ours is None or one.theirs is None else one.theirs - one.ours
    return FigureRow(
        name=words[:1].upper() + words[1:],
        month=formats.month(one.month),
        ours=formats.count(one.ours),
        theirs=formats.count(one.theirs),
        difference=formats.signed(difference, 0 if difference is None or float(difference).is_integer() else 1),
        status=one.status,
    )


def calendar_view(services: Services, subject: Subject, canvas: Canvas) -> tuple[ChartView, int]:
    """Return the calendar of activity in the twelve months up to the quarter in view, and its height."""
    filters, calendar = subject.filters, subject.board.programme.calendar
    # In the latest quarter up to the last day of the data, though its month is not over.
    column = len(calendar) - 1 if filters.period == filters.periods[-1] else filters.period.column
    activity = read_activity(services.store, subject.board, subject.id, column)
    about = subject.board.programme.partners.iloc[subject.row]
    since, until = (when.date() if when == when else None for when in (about["joined_on"], about["left_on"]))
    gap = longest_gap(activity, since=since, until=until) if activity.total else None
    known = within(activity, since=since, until=until)
    counts = DayCounts(activity.first, known, (gap.first, gap.last) if gap else None)
    height = calendar_height(counts)
    table = calendar_table(counts)
    title = gap_finding(counts.gap, active=bool(activity.total))
    drawn = Canvas(canvas.theme, canvas.compact, height)
    view = ChartView(
        title=title,
        sub=t("Activities per day: contacts and advocacy by their quantities, and deals opened"),
        figure=calendar_figure(counts, canvas=drawn) if activity.total else None,
        label=calendar_summary(counts),
        table=components.value_table(caption=title, columns=table.columns, rows=table.rows, unit="count"),
        file_name="activity-by-day.csv",
        reason=t(
            "Nothing is recorded between {first} and {last}.",
            first=formats.day(activity.first),
            last=formats.day(activity.last),
        ),
    )
    return view, height


def results_heading(subject: Subject) -> tuple[str, str]:
    """Return the heading of the results and what they cover."""
    peers = type_plural(subject.partner_type)
    months = formats.counted("{count} month", "{count} months", subject.board.months)
    last = formats.month(subject.board.programme.calendar.first + subject.filters.period.column)
    return t("Results"), t("KPIs for {peers}, {months} to {month}", peers=lowered(peers), months=months, month=last)
