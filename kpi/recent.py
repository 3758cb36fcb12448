"""Answers that are kept for as long as they are asked for often enough."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Recent:
    """The answers asked for last; not to be changed. Unlike `kpi.lines.Memory` it never grows beyond a size.

    Parameters
    ----------
    most
        Answers to keep.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[object, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, question: object, make: Callable[[], T]) -> T:
        """Return the answer to a question, made when it is not among those kept."""
        with self._lock:
            if question in self._held:
                self._held.move_to_end(question)
                kept: T = self._held[question]
                return kept
        made = make()
        with self._lock:
            self._held[question] = made
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made
