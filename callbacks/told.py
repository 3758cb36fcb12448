"""What a page says when something was done, and how that is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kpi.language import t


@dataclass(frozen=True)
class Told:
    """What a page says when something was done.

    Parameters
    ----------
    text, detail
        A sentence, and one more.
    kind
        good, or bad when nothing was done.
    undo
        What to ask to take it back.
    href, href_text
        A page that shows more of it.
    go
        The address to go to; empty to stay.
    """

    text: str
    detail: str = ""
    kind: str = "good"
    undo: Mapping[str, Any] | None = None
    href: str = ""
    href_text: str = ""
    go: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it as the browser takes it, with the words that it needs."""
        return {**asdict(self), "undo_text": t("Undo")}
