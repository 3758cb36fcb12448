"""The versions of the method as the page lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbacks.method_draft import read_draft
from callbacks.services import day_of
from data.errors import TandemError
from data.work.methods import SavedMethod
from kpi.language import t
from kpi.method import toml_content
from kpi.method_diff import differences
from layouts import formats
from layouts import method as page
from layouts.method_versions import BASE, VersionRow, VersionsView, VersionView
from layouts.method_words import entry_name, value_words

if TYPE_CHECKING:
    from callbacks.services import Services

LONGEST_NUMBER = 9


def versions_view(services: Services, asked: str) -> VersionsView:
    """Return the tab of versions, with the one that an address asks for."""
    rows = [*(_row(services, one) for one in services.methods.list()), _base(services)]
    if not asked:
        return VersionsView(rows)
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_NUMBER else -1
    chosen = next((row for row in rows if row.number == number), None)
    if chosen is None:
        return VersionsView(
            rows, notice=t("There is no version “{asked}” of the method; choose one below.", asked=asked[:20])
        )
    return VersionsView(rows, _version(services, chosen))


def version_text(services: Services, number: int) -> str | None:
    """Return the text of a version, of the method from before all versions for 0; None where there is none."""
    if number == BASE:
        return services.methods.base.text
    try:
        return services.methods.get(number).text
    except TandemError:
        return None


def _version(services: Services, row: VersionRow) -> VersionView:
    text = version_text(services, row.number) or ""
    here, there = toml_content(services.methods.in_force().text), read_draft(text)
    if there.content is None or there.problems:
        return VersionView(row, text, (), problem=str(there.problems[0]))
    found = [
        (
            entry_name(one.keys, there.content),
            formats.MISSING if one.new is None else value_words(one.new),
            formats.MISSING if one.old is None else value_words(one.old),
        )
        for one in differences(here, there.content)
    ]
    return VersionView(row, text, found)


def _row(services: Services, one: SavedMethod) -> VersionRow:
    return VersionRow(
        number=one.id,
        href=page.address(page.VERSIONS, version=one.id),
        label=one.label,
        note=one.note,
        when=formats.day(day_of(one.saved_at)),
        digest=one.digest,
        is_in_force=services.methods.in_force().version == one.id,
    )


def _base(services: Services) -> VersionRow:
    base = services.methods.base.method
    is_file = services.settings.method is not None
    return VersionRow(
        number=BASE,
        href=page.address(page.VERSIONS, version=BASE),
        label=base.label,
        note=t("The file that TANDEM_METHOD names") if is_file else t("The method that Tandem ships"),
        when=formats.MISSING,
        digest=base.digest,
        is_in_force=services.methods.in_force().version is None,
    )
