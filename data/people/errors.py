"""Errors about people, in words that a person can act on.

::

    PeopleError                 anything about accounts that can't be done
    ├── BadField                what was typed into a field can't be used
    ├── UnknownPerson           nobody has this id or e-mail
    ├── LastAdmin               without this one nobody could look after the site
    └── LinkSpent               a one-time link that was used, ended or never existed
"""

from __future__ import annotations

from data.errors import TandemError


class PeopleError(TandemError):
    """Anything about accounts that can't be done."""


class BadField(PeopleError):
    """What was typed into a field can't be used.

    Parameters
    ----------
    field
        Its name: ``email``, ``name``, ``role``, ``manages``, ``password`` or ``scopes``.
    message, remedy
        As for every error.
    """

    def __init__(self, field: str, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.field = field


class UnknownPerson(PeopleError):
    """Nobody has this id or e-mail."""


class LastAdmin(PeopleError):
    """Without this person nobody could look after the site."""


class LinkSpent(PeopleError):
    """A one-time link that was used, has ended, or never existed; which of these is not told."""
