"""The language that words and numbers are shown in; English until somebody chooses another.

Every sentence for people goes through `t`, so that the catalogue of messages holds all of them. A number is computed
alike for every reader: only how it is written depends on this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Final


def _same(text: str) -> str:
    return text


def _by_number(one: str, many: str, number: int) -> str:
    return one if number == 1 else many


@dataclass(frozen=True)
class Language:
    """A language and how its numbers and dates look; the defaults are English.

    Parameters
    ----------
    locale
        Name as Babel knows it: ``en``, ``de``, ``fr``, ``de_CH``.
    decimal, group
        Sign before the decimals, and between thousands.
    translate
        English message -> message in this language; the same where there is none.
    translate_plural
        (English for one, English for many, number) -> message.
    lowers
        Whether a noun loses its capital in the middle of a sentence; in German it does not.
    months, month_names
        Short and full names of the months, from January on.
    day_form, month_form, long_month_form
        How a date and a month are put together of ``{day}``, ``{month}`` and ``{year}``.
    quarter_form, fiscal_form
        A quarter of a calendar year, and of a fiscal year that starts later: ``{quarter}`` and ``{year}``.
    percent_form, money_form
        Where the sign stands: ``{}`` takes the number; ``{sign}`` and ``{amount}``.
    money_steps
        (From this amount on, how its short form is written), largest first.
    """

    locale: str = "en"
    decimal: str = "."
    group: str = ","
    translate: Callable[[str], str] = _same
    translate_plural: Callable[[str, str, int], str] = _by_number
    lowers: bool = True
    months: tuple[str, ...] = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    month_names: tuple[str, ...] = (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    )  # fmt: skip
    day_form: str = "{day} {month} {year}"
    month_form: str = "{month} {year}"
    long_month_form: str = "{month} {year}"
    quarter_form: str = "Q{quarter} {year}"
    fiscal_form: str = "FY{year} Q{quarter}"
    percent_form: str = "{}%"
    money_form: str = "{sign}{amount}"
    money_steps: tuple[tuple[float, str], ...] = ((1e9, "{}B"), (1e6, "{}M"), (1e3, "{}K"))

    @cached_property
    def signs(self) -> dict[int, str] | None:
        """Table for `str.translate` from a number as Python writes it; None when it stays as it is."""
        table = {ord("."): self.decimal, ord(","): self.group}
        return None if (self.decimal, self.group) == (".", ",") else table

    @cached_property
    def signs_read(self) -> dict[int, str | None]:
        """Table for `str.translate` back to a number that Python reads."""
        return {**{ord(sign): None for sign in self.group}, ord(self.decimal): ".", ord("−"): "-"}

    def number_text(self, text: str) -> str:
        """Return a number that Python wrote with ``,`` and ``.``, as this language writes it.

        Examples
        --------
        >>> Language(decimal=",", group=".").number_text("1,234.5")
        '1.234,5'
        """
        return text if self.signs is None else text.translate(self.signs)

    def read_number(self, text: str) -> float:
        """Return the number that a reader of this language takes from a written one.

        Raises
        ------
        ValueError
            When `text` is more than a number.
        """
        return float(text.translate(self.signs_read))

    def month_words(self, ordinal: int) -> str:
        """Return a month in full: July 2026."""
        return self.long_month_form.format(month=self.month_names[ordinal % 12], year=ordinal // 12)


ENGLISH: Final = Language()

_CURRENT: ContextVar[Language] = ContextVar("tandem_language", default=ENGLISH)


def language() -> Language:
    """Return the language of the reader who is being answered."""
    return _CURRENT.get()


def set_language(chosen: Language) -> None:
    """Answer in this language from here on, in this thread."""
    _CURRENT.set(chosen)


@contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    """Answer in this language until the block ends."""
    token = _CURRENT.set(chosen)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def t(message: str, /, **values: object) -> str:
    """Return a message in the reader's language.

    Parameters
    ----------
    message
        In English, with ``{name}`` for each of `values`: a literal, so that it is found for the catalogue, or a text
        that `marked` has marked where it is written.
    values
        What stands in the message; numbers as text already, see `layouts.formats`.

    Examples
    --------
    >>> t("{shown} of {total} shown", shown="3", total="12")
    '3 of 12 shown'
    """
    translated = language().translate(message)
    return translated.format(**values) if values else translated


def tn(one: str, many: str, number: int, /, **values: object) -> str:
    """Return a message that counts something in the reader's language.

    Parameters
    ----------
    one, many
        In English, for a single thing and for several; literals, as in `t`.
    number
        How many.
    values
        As in `t`; name the number's text among them.

    Examples
    --------
    >>> tn("{count} partner", "{count} partners", 3, count="3")
    '3 partners'
    """
    translated = language().translate_plural(one, many, number)
    return translated.format(**values) if values else translated


def marked(message: str) -> str:
    """Return a message as it is: for a table of words, each of which goes through `t` where it is shown."""
    return message


def joined(words: list[str] | tuple[str, ...]) -> str:
    """Return words as a list in a sentence.

    Examples
    --------
    >>> joined(["a", "b", "c"]), joined(["a"])
    ('a, b and c', 'a')
    """
    if len(words) < 2:
        return "".join(words)
    return t("{all_but_last} and {last}", all_but_last=", ".join(words[:-1]), last=words[-1])


def lowered(text: str) -> str:
    """Return a text for the middle of a sentence; an abbreviation keeps its capitals, and a German noun its own.

    Examples
    --------
    >>> lowered("Joint marketing"), lowered("NPS of partners")
    ('joint marketing', 'NPS of partners')
    """
    return text if not language().lowers or text[1:2].isupper() else text[:1].lower() + text[1:]


def raised(text: str) -> str:
    """Return a text for the beginning of a sentence."""
    return text[:1].upper() + text[1:]
