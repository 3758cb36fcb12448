"""Headers as keys and words, for comparison."""

from __future__ import annotations

from functools import lru_cache

from kpi.schema import normalise_word


@lru_cache(maxsize=8192)
def header_key(header: str) -> str:
    """Return a header without case, accents and punctuation; a header of signs stays as it is.

    Examples
    --------
    >>> header_key("Close-Date"), header_key("closeDate"), header_key(" # ")
    ('closedate', 'closedate', '#')
    """
    return normalise_word(header).replace("_", "") or header.strip()


@lru_cache(maxsize=8192)
def header_words(header: str) -> tuple[str, ...]:
    """Return the words of a header, without case, accents and punctuation.

    Examples
    --------
    >>> header_words("Date d'activité"), header_words("closeDate")
    (('date', 'd', 'activite'), ('closedate',))
    """
    return tuple(word for word in normalise_word(header).split("_") if word)
