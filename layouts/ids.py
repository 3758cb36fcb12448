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
    BANDS = "shell-bands"
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


class PartnerListIds(StrEnum):
    """The list of partners."""

    HEAD = "partners-head"
    NOTICES = "partners-notices"
    NO_MATCH = "partners-no-match"
    SWITCH = "partners-switch"
    TABLE = "partners-table"
    GRID = "partners-grid"
    GROUPS = "partners-groups"
    LIST = "partners-list"


class PartnerIds(StrEnum):
    """A partner's page."""

    TREND = "partner-trend"
    CHANGE = "partner-change"
    DAYS = "partner-days"
    CALENDAR = "partner-calendar"
    CALENDAR_ASKED = "partner-calendar-asked"


class ScorecardIds(StrEnum):
    """The scorecard that is shared with a partner; each chart is named by its KPI."""

    ENGAGEMENT = "scorecard-engagement_score"
    MINDSHARE = "scorecard-mindshare_score"
    ADVOCACY = "scorecard-advocacy_score"


class AnswerIds(StrEnum):
    """What can be answered to a scorecard: what is sent, what is said about it, and the list of what was sent."""

    ASKED = "answers-asked"
    TOLD = "answers-told"
    SENT = "answers-sent"


class InboxIds(StrEnum):
    """What partners sent back, on the pages of managers."""

    ASKED = "inbox-asked"
    LIST = "inbox-list"


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
    """The Sharing page. ACT is the type of many buttons' ids, see `link_button`."""

    PARTNER = "sharing-partner"
    LABEL = "sharing-label"
    DAYS = "sharing-days"
    SECTIONS = "sharing-sections"
    KIND = "sharing-kind"
    PASSCODE = "sharing-passcode"
    CREATE = "sharing-create"
    CREATED = "sharing-created"
    NEWEST = "sharing-newest"
    ADDRESS = "sharing-address"
    MAIL = "sharing-mail"
    STATUS = "sharing-status"
    LINKS = "sharing-links"
    STOP = "sharing-stop"
    ACT = "sharing-act"
    ASKED = "sharing-asked"


class PeopleIds(StrEnum):
    """The People page and that of one person. ACT is the type of many buttons' ids, see `person_button`."""

    EMAIL = "people-email"
    NAME = "people-name"
    ROLE = "people-role"
    MANAGES = "people-manages"
    INVITE = "people-invite"
    CREATED = "people-created"
    ADDRESS = "people-address"
    MAIL = "people-mail"
    STATUS = "people-status"
    LIST = "people-list"
    PERSON = "people-person"
    DETAIL = "people-detail"
    SAVE = "people-save"
    ACT = "people-act"
    ASKED = "people-asked"


class AccountIds(StrEnum):
    """A person's own account. ACT is the type of many buttons' ids, see `account_button`."""

    NAME = "account-name"
    SAVE = "account-save"
    STATUS = "account-status"
    SESSIONS = "account-sessions"
    LABEL = "account-label"
    SCOPES = "account-scopes"
    CREATE = "account-create"
    CREATED = "account-created"
    TOKEN = "account-token"
    TOKENS = "account-tokens"
    ACT = "account-act"
    ASKED = "account-asked"


class LibraryIds(StrEnum):
    """The KPI library."""

    FIND = "library-find"
    KPIS = "library-kpis"
    CHART = "library-chart"


class SearchIds(StrEnum):
    """The search and the list of keys, which are on every page."""

    DIALOG = "search"
    FIELD = "search-field"
    RESULTS = "search-results"
    SAID = "search-said"
    KEYS = "keys"


class StateIds(StrEnum):
    """What the frame shows while a page is on its way, or when the server is out of reach."""

    WAITING = "state-waiting"
    OFFLINE = "state-offline"


class CompareIds(StrEnum):
    """Partners side by side."""

    TREND = "compare-trend"
    PICK = "compare-pick"
    FOUND = "compare-found"
    SAID = "compare-said"


class ViewIds(StrEnum):
    """The menu of saved views. RENAME, KEEP and REMOVE are the type of many ids, see `view_button`."""

    BUTTON = "views-button"
    PANEL = "views-panel"
    NAME = "views-name"
    SAVE = "views-save"
    REMOVED = "views-removed"
    UNDO = "views-undo"
    NEW_NAME = "views-new-name"
    RENAME = "views-rename"
    KEEP = "views-keep"
    CANCEL = "views-cancel"
    REMOVE = "views-remove"


class TargetIds(StrEnum):
    """The form of a target. ERROR is the type of many ids, see `target_error`."""

    EDITED = "target-edited"
    KPI = "target-kpi"
    SCOPE = "target-scope"
    SCOPES = "target-scopes"
    VALUE = "target-value"
    DUE = "target-due"
    BASELINE = "target-baseline"
    GOAL = "target-goal"
    OWNER = "target-owner"
    CHECK = "target-check"
    SAVE = "target-save"
    ERROR = "target-error"


class MethodIds(StrEnum):
    """The Method page; its fields and buttons are the browser's own, see `assets/method.js`."""

    ASKED = "method-asked"
    TOLD = "method-told"
    PANEL = "method-panel"
    EFFECT = "method-effect"
    PARTNERS = "method-partners"
    DRAFT = "method-draft"
    STATUS = "method-status"


class ReviewIds(StrEnum):
    """The charts of a review."""

    ENGAGEMENT = "review-engagement_score"
    MINDSHARE = "review-mindshare_score"
    ADVOCACY = "review-advocacy_score"


def import_button(kind: DataIds, import_id: int, *, place: str) -> dict[str, str | int]:
    """Id of a button that undoes or redoes an import or, without one, brings the sample data; `place` is where."""
    return {"type": kind.value, "import": import_id, "place": place}


def link_button(act: str, link_id: str = "") -> dict[str, str]:
    """Id of a button that does something to a link, or to all of them."""
    return {"type": SharingIds.ACT.value, "act": act, "link": link_id}


def person_button(do: str, key: str = "") -> dict[str, str]:
    """Id of a button that does something to the person in view, or to what `key` names."""
    return {"type": PeopleIds.ACT.value, "do": do, "key": key}


def account_button(do: str, key: str = "") -> dict[str, str]:
    """Id of a button that ends a session of one's own, or takes a token back."""
    return {"type": AccountIds.ACT.value, "do": do, "key": key}


def identity_button(kind: IdentityIds, word: str, partner_id: str = "") -> dict[str, str]:
    """Id of a button that says which partner a word means, or takes that back."""
    return {"type": kind.value, "word": word, "partner": partner_id}


def view_button(kind: ViewIds, view_id: int) -> dict[str, str | int]:
    """Id of a button that changes a saved view."""
    return {"type": kind.value, "view": view_id}


def target_error(field: str) -> dict[str, str]:
    """Id of the place under a field of a target that says what is wrong with it."""
    return {"type": TargetIds.ERROR.value, "field": field}


class WorkIds(StrEnum):
    """What is asked about findings and actions from any page, and what is said about it."""

    ASKED = "work-asked"
    LOOKED = "work-looked"
    TOLD = "work-told"
    DONE = "work-done"
