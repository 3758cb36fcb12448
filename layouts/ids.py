"""Ids of everything that a callback, a script or a test reaches for, one enum per page."""

from enum import StrEnum


class ShellIds(StrEnum):
    """The frame around every page."""

    LOCATION = "shell-location"
    ROUTE = "shell-route"
    SCREEN = "shell-screen"
    THEME_BUTTON = "shell-theme-button"
    NAV = "shell-nav"
    MENU = "shell-menu"
    FRESH = "shell-fresh"
    CONTENT = "main"
    TOASTS = "shell-toasts"
    REFRESH = "shell-refresh"


class FilterIds(StrEnum):
    """The filter bar of any page."""

    MENUS = "filter-menus"
    ACTIVE = "filter-active"
    BUTTON = "filter-button"
    SEARCH = "filter-search"


class OverviewIds(StrEnum):
    """The Overview page."""

    HEAD = "overview-head"
    NOTICES = "overview-notices"
    NO_MATCH = "overview-no-match"
    TILES = "overview-tiles"
    SWITCH = "overview-switch"
    ATTENTION = "overview-attention"
    RESULTS = "overview-results"
    PARTNERS = "overview-partners"
    TREND = "overview-trend"
    BANDS = "overview-bands"
    GRID = "overview-grid"
    SAMPLE = "overview-sample"


class PartnerIds(StrEnum):
    """A partner's page."""

    TREND = "partner-trend"
    CHANGE = "partner-change"


class ScorecardIds(StrEnum):
    """The scorecard that is shared with a partner; each chart is named by its KPI."""

    ENGAGEMENT = "scorecard-engagement_score"
    MINDSHARE = "scorecard-mindshare_score"
    ADVOCACY = "scorecard-advocacy_score"


class DataIds(StrEnum):
    """The Data page. The last four are the type of many buttons' ids, see `import_button`."""

    DROP = "data-drop"
    STEP = "data-step"
    UPLOADS = "data-uploads"
    FINISHED = "data-finished"
    ASKED = "data-asked"
    PANEL = "data-panel"
    STATUS = "data-status"
    LOAD_SAMPLE = "data-load-sample"
    REMOVE_SAMPLE = "data-remove-sample"
    UNDO = "data-undo"
    REDO = "data-redo"


class IdentityIds(StrEnum):
    """The partners tab of the Data page. SAME, NEW and UNMERGE are the type of many ids, see `identity_button`."""

    FIND = "identity-find"
    ASKED = "identity-asked"
    STATUS = "identity-status"
    BODY = "identity-body"
    SAME = "identity-same"
    NEW = "identity-new"
    UNMERGE = "identity-unmerge"


class SharingIds(StrEnum):
    """The Sharing page. REVOKE is the type of many buttons' ids, see `revoke_button`."""

    PARTNER = "sharing-partner"
    LABEL = "sharing-label"
    DAYS = "sharing-days"
    CREATE = "sharing-create"
    CREATED = "sharing-created"
    NEWEST = "sharing-newest"
    ADDRESS = "sharing-address"
    MAIL = "sharing-mail"
    STATUS = "sharing-status"
    LINKS = "sharing-links"
    REVOKE = "sharing-revoke"
    ASKED = "sharing-asked"


class LibraryIds(StrEnum):
    """The KPI library."""

    FIND = "library-find"
    KPIS = "library-kpis"
    CHART = "library-chart"


def import_button(kind: DataIds, import_id: int, *, place: str) -> dict[str, str | int]:
    """Id of a button that undoes or redoes an import or, without one, brings the sample data; `place` is where."""
    return {"type": kind.value, "import": import_id, "place": place}


def revoke_button(link_id: str) -> dict[str, str]:
    """Id of the button that revokes a link."""
    return {"type": SharingIds.REVOKE.value, "link": link_id}


def identity_button(kind: IdentityIds, word: str, partner_id: str = "") -> dict[str, str]:
    """Id of a button that says which partner a word means, or takes that back."""
    return {"type": kind.value, "word": word, "partner": partner_id}
