"""The registry of pages: the modules whose callbacks the manager app has.

Adding a page is its layout, its callbacks module, their tests, one line here and its path in `callbacks.router`.
"""

from types import ModuleType

from callbacks import (
    account,
    actions,
    audit,
    compare,
    exports,
    imports,
    inbox,
    method,
    overview,
    partner_calendar,
    partner_rows,
    partners,
    people,
    reviews,
    router,
    saved_views,
    search,
    settings,
    sharing,
    targets,
)

#: Modules with ``register(app, services)`` and, where a page has addresses of its own beside it,
#: ``routes(server, services)``.
PAGES: tuple[ModuleType, ...] = (
    router,
    overview,
    partners,
    exports,
    partner_calendar,
    partner_rows,
    compare,
    actions,
    reviews,
    imports,
    method,
    targets,
    sharing,
    inbox,
    saved_views,
    search,
    settings,
    audit,
    people,
    account,
)
