"""Which partners somebody may see: what the parts that keep people's work are asked with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Scope:
    """The partners that somebody may see.

    Parameters
    ----------
    partners
        Their ids; None: all of them, and what concerns no partner in particular.
    """

    partners: frozenset[str] | None = None

    @property
    def is_all(self) -> bool:
        """Whether every partner may be seen."""
        return self.partners is None

    def sees(self, partner_id: str) -> bool:
        """Whether a partner may be seen.

        An empty id stands for the programme as a whole, of which only those hear who see all of it: texts about it
        may name any partner.
        """
        return self.partners is None or partner_id in self.partners

    def among(self, partner_ids: Iterable[str]) -> list[str]:
        """Return those partners that may be seen, in the given order."""
        return [one for one in partner_ids if self.sees(one)]


EVERYTHING: Final = Scope()
NOTHING: Final = Scope(frozenset())
