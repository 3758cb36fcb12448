"""The registry of pages: the modules whose callbacks the manager app has.

Adding a page is its layout, its callbacks module, their tests, one line here and its path in `callbacks.router`.
"""

from types import ModuleType

from callbacks import imports, router, sharing

#: Modules with ``register(app, services)`` and, where a page has addresses of its own beside it,
#: ``routes(server, services)``.
PAGES: tuple[ModuleType, ...] = (router, imports, sharing)
