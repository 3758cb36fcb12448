"""The registry of pages: the modules whose callbacks the manager app has.

Adding a page is its layout, its callbacks module, their tests, one line here and its path in `callbacks.router`.
"""

from types import ModuleType

from callbacks import (
    actions,
    compare,
    exports,
    imports,
    method,
    overview,
    partner_calendar,
    partner_rows,
    partners,
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
    saved_views,
    search,
    settings,
)
