"""The Data page: files in, what became of them, past imports, partners, what the data lack, templates."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from kpi.language import marked, t
from layouts import components, formats
from layouts.ids import DataIds

GIGABYTE = 1024**3

ADD = "add"
"""The tab that opens without a word in the address."""


@dataclass(frozen=True)
class TabView:
    """A tab: its word in the address, its label, the page's title and the line under it."""

    name: str
    label: str
    title: str
    sub: str

    @property
    def href(self) -> str:
        """Address of the tab."""
        return "/data" if self.name == ADD else f"/data?tab={self.name}"


TABS = (
    TabView(
        ADD,
        marked("Add data"),
        marked("Add data"),
        marked("Nothing changes until you import, and every import can be undone."),
    ),
    TabView(
        "history",
        marked("Past imports"),
        marked("Past imports"),
        marked("Each can be undone and taken in again, in any order."),
    ),
    TabView(
        "partners",
        marked("Partners"),
        marked("Who is who"),
        marked("Names and ids that mean the same partner, and those nobody knows."),
    ),
    TabView(
        "quality",
        marked("Data quality"),
        marked("Data quality"),
        marked("Kept and listed, never dropped: a list to work through."),
    ),
    TabView(
        "templates",
        marked("Templates"),
        marked("Templates and sample data"),
        marked("Other column names, further columns and other orders are fine: files need not be edited first."),
    ),
)
"""The tabs, in their order."""


def layout(*, tab: str, panel: Sequence[Component], largest: int, status: Component | None = None) -> html.Div:
    """Return the whole page.

    Parameters
    ----------
    tab
        Name of the tab shown.
    panel
        What it shows; below the drop zone in the tab where data are added.
    largest
        Largest file that is taken [bytes].
    status
        What is to be said first.
    """
    shown = next(one for one in TABS if one.name == tab)
    return html.Div(
        [
            dcc.Store(id=DataIds.FINISHED),
            dcc.Store(id=DataIds.ASKED),
            components.page_head(title=t(shown.title), sub=t(shown.sub)),
            _tabs(tab),
            html.Div(status, id=DataIds.STATUS, className="tdm-statusline", **{"aria-live": "polite"}),
            *([_choose(largest)] if tab == ADD else []),
            html.Div(list(panel), id=DataIds.PANEL),
        ],
        className="tdm-narrow",
    )


def done(text: str) -> Component:
    """Return the line that says what has just been done."""
    return components.notice(text=text, kind="success", role="status")


def problem(text: str) -> Component:
    """Return the line that says why something was not done."""
    return components.notice(text=text, kind="danger", role="alert")


def _tabs(tab: str) -> html.Nav:
    links = [
        components.link(
            t(one.label),
            href=one.href,
            class_name="nav-link active" if one.name == tab else "nav-link",
            **({"aria-current": "page"} if one.name == tab else {}),
        )
        for one in TABS
    ]
    return html.Nav(links, className="nav tdm-tabs", **{"aria-label": t("Data")})


def _choose(largest: int) -> html.Section:
    """Return the place to drop files; assets/upload.js sends them and fills the list under it."""
    drop = html.Button(
        [
            components.icon("file-earmark-arrow-up"),
            html.Span(
                components.around(
                    t("Drop files here or {choose}", choose="{choose}"),
                    choose=html.Span(t("choose from your computer"), className="text-primary"),
                )
            ),
            html.Small(t("Partners, interactions, surveys, advocacy, deals, measures and targets, in any order.")),
        ],
        id=DataIds.DROP,
        className="tdm-drop",
        type="button",
        **{"data-tdm-upload": DataIds.UPLOADS.value, "data-tdm-most": str(largest)},
    )
    folder = html.Button(
        t("Add a whole folder"), className="btn btn-link btn-sm", type="button", **{"data-tdm-folder": ""}
    )
    hint = html.Div([t("Exports of Salesforce, HubSpot, survey tools and Excel go in as they are."), " ", folder])
    head = html.Div(
        [
            html.Span("1", className="n", **{"aria-hidden": "true"}),
            html.H2([components.hidden(f"{t('Step 1')}: "), t("Choose files")], id="data-choose-title"),
            html.P(t("CSV, Excel, zip or gzip, up to {largest} GB each", largest=formats.count(largest // GIGABYTE))),
        ],
        className="tdm-step mt-2",
        id=DataIds.STEP,
    )
    uploads = html.Ul(id=DataIds.UPLOADS, className="tdm-files card", **{"aria-label": t("Files being added")})
    return html.Section(
        [head, drop, html.Div(hint, className="tdm-drophint"), uploads], **{"aria-labelledby": "data-choose-title"}
    )
