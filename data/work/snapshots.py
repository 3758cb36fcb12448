"""Records as plain JSON and back: what a page showed can be kept for years and read by later versions.

A record is a frozen dataclass whose fields are texts, numbers, days, truth values, other records, sequences of these,
or mappings that are plain JSON, each with a default. Reading never fails on what another version wrote: unknown
fields are ignored, and a field that is missing or of another kind keeps its default.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

_ABSENT: Final = object()


def pack(value: object) -> Any:
    """Return a record, or a part of one, as what JSON can hold.

    Raises
    ------
    TypeError
        When it holds what a snapshot can't keep.

    Examples
    --------
    >>> pack((date(2026, 12, 14), None, 1.5))
    ['2026-12-14', None, 1.5]
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: pack(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [pack(one) for one in value]
    if isinstance(value, Mapping):
        return {str(name): pack(one) for name, one in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        # NaN is no JSON, and means the same as None: not defined.
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"a snapshot can't keep a {type(value).__name__}")


def unpack(kind: type[T], stored: object) -> T:
    """Return a record from what `pack` made of it, whichever version of the record that was.

    Parameters
    ----------
    kind
        The record; each of its fields has a default.
    stored
        What was stored; whatever can't be used is left out.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Point:
    ...     x: float = 0.0
    ...     name: str = ""
    >>> unpack(Point, {"x": 1, "name": 7, "later": True})
    Point(x=1.0, name='')
    """
    held = stored if isinstance(stored, Mapping) else {}
    hints = get_type_hints(kind)
    read = {name: _read(hint, held[name]) for name, hint in hints.items() if name in held}
    return kind(**{name: value for name, value in read.items() if value is not _ABSENT})


def _read(hint: Any, stored: object) -> Any:
    """Return a stored value as the kind that a field asks for; `_ABSENT` when it is of another one."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _read_one_of(get_args(hint), stored)
    if origin is tuple:
        return _read_many(get_args(hint), stored)
    if origin is Sequence:
        return _read_many((*get_args(hint), Ellipsis), stored)
    if origin is Mapping:
        # As it is: a chart, whose parts have no kind of ours.
        return stored if isinstance(stored, Mapping) else _ABSENT
    if isinstance(hint, type) and is_dataclass(hint):
        return unpack(hint, stored) if isinstance(stored, Mapping) else _ABSENT
    if hint is date:
        return _day(stored)
    if hint is float and isinstance(stored, int) and not isinstance(stored, bool):
        return float(stored)
    # A truth value is an int to Python, but not to a reader.
    is_kind = type(stored) is hint if hint in (bool, int) else isinstance(stored, hint)
    return stored if is_kind else _ABSENT


def _read_one_of(hints: tuple[Any, ...], stored: object) -> Any:
    if stored is None:
        return None if NoneType in hints else _ABSENT
    for hint in hints:
        if hint is not NoneType and (value := _read(hint, stored)) is not _ABSENT:
            return value
    return _ABSENT


def _read_many(hints: tuple[Any, ...], stored: object) -> Any:
    """Return a tuple: of one kind however long, or of as many kinds as it has places."""
    if not isinstance(stored, list):
        return _ABSENT
    if len(hints) == 2 and hints[1] is Ellipsis:
        read = [_read(hints[0], one) for one in stored]
        return tuple(one for one in read if one is not _ABSENT)
    if len(stored) != len(hints):
        return _ABSENT
    placed = tuple(_read(hint, one) for hint, one in zip(hints, stored, strict=True))
    return _ABSENT if _ABSENT in placed else placed


def _day(stored: object) -> Any:
    if not isinstance(stored, str):
        return _ABSENT
    try:
        return date.fromisoformat(stored)
    except ValueError:
        return _ABSENT
