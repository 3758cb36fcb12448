"""Names and addresses of companies: what two ways of writing one name, or one address, have in common.

The words are in `names.toml`. Nothing here looks for likeness: two names are equal or they are not.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

_MARKS: Final = re.compile("[\u0300-\u036f]")
"""Accents on Latin, Greek and Cyrillic letters. The vowel signs of other scripts are no accents."""
_INITIALS: Final = re.compile(r"(?<!\w)(?:[^\W\d_][./])+[^\W\d_]?(?!\w)")
"""Letters with dots between them, as in S.p.A. and A/S: one word."""
_APOSTROPHES: Final = re.compile("['’‘ʼ`´]")
_KEPT_SIGNS: Final = "+#@"
_HOST: Final = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59})")
_LONGEST_HOST: Final = 253
_LONGEST_ADDRESS: Final = 2_000


@dataclass(frozen=True)
class CompanyName:
    """A name taken apart.

    Parameters
    ----------
    key
        What is left without case, accents, punctuation and legal forms; never empty for a name that is not.
    forms
        Its legal forms, as `names.toml` calls them: *Limited* and *Ltd.* are one.
    """

    key: str
    forms: frozenset[str]

    def may_be(self, other: CompanyName) -> bool:
        """Say whether two names with one key can be one company: *Acme* is *Acme Ltd*, *Acme Inc.* is not."""
        return self.forms == other.forms or not self.forms or not other.forms


@dataclass(frozen=True)
class _Forms:
    """Legal forms as they look in a name without case and blanks -> what they are called; a filler is called ""."""

    behind: Mapping[str, str]
    in_front: Mapping[str, str]
    tails: frozenset[str]
    heads: frozenset[str]
    glued: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Domains:
    public: frozenset[str]
    second_level: frozenset[str]
    platforms: frozenset[str]


def name_key(name: str) -> str:
    """Return what a name has in common with its other spellings.

    Examples
    --------
    >>> [name_key(name) for name in ("ACME, Ltd.", "Müller & Söhne GmbH & Co. KG", "株式会社トヨタ", "A/S")]
    ['acme', 'muller and sohne', 'トヨタ', 'as']
    """
    return company_name(name).key


def company_name(name: str) -> CompanyName:
    """Take a name apart into what it is called and its legal forms.

    Examples
    --------
    >>> company_name("Kawa Sp. z o.o.")
    CompanyName(key='kawa', forms=frozenset({'sp_zoo'}))
    """
    tokens = _tokens(name)
    if not tokens:
        return CompanyName(_folded(name).strip() or name.strip(), frozenset())
    forms: set[str] = set()
    while shorter := _without_form(tokens, forms):
        tokens = shorter
    return CompanyName(" ".join(tokens), frozenset(forms - {""}))


def host_of(address: str) -> str | None:
    """Return the host that an address names: of a site, a page or a mailbox; None for any other text.

    Examples
    --------
    >>> [host_of(text) for text in ("https://www.Acme.com/de?x=1", "Jo <jo@mail.acme.com>", "Acme Ltd.")]
    ['acme.com', 'mail.acme.com', None]
    """
    text = address.strip().casefold()
    if "." not in text or len(text) > _LONGEST_ADDRESS:
        return None
    text = text.removeprefix("mailto:")
    if "://" in text:
        text = text.partition("://")[2]
    elif "@" in text:
        text = text.rpartition("<")[2].removesuffix(">") if text.endswith(">") else text
    if " " in text:
        return None
    # What stands before the first slash: a site may be asked for with a user's name in front.
    text = re.split(r"[/?#]", text, maxsplit=1)[0].rpartition("@")[2].partition(":")[0].strip(".")
    host = re.sub(r"^www\d?\.(?=[^.]+\.)", "", _ascii(text))
    return host if len(host) <= _LONGEST_HOST and _HOST.fullmatch(host) else None


def registrable(host: str) -> str:
    """Return the part of a host that its owner has registered.

    Examples
    --------
    >>> [registrable(host) for host in ("shop.acme.com", "mail.acme.co.uk", "acme.github.io")]
    ['acme.com', 'acme.co.uk', 'acme.github.io']
    """
    known, labels = _domains(), host.split(".")
    behind = ".".join(labels[-2:])
    takes_three = behind in known.platforms or (len(labels[-1]) == 2 and labels[-2] in known.second_level)
    return ".".join(labels[-3:]) if takes_three else behind


def is_public(host: str) -> bool:
    """Say whether anybody can have an address there, as with the large mail providers.

    Examples
    --------
    >>> [is_public(host) for host in ("gmail.com", "yahoo.co.uk", "acme.com")]
    [True, True, False]
    """
    domain = registrable(host)
    return not {domain, domain.partition(".")[0]}.isdisjoint(_domains().public)


def company_host(address: str) -> str | None:
    """Return the host that an address names, unless it tells nothing about a company."""
    host = host_of(address)
    return None if host is None or is_public(host) else host


def _tokens(name: str) -> list[str]:
    text = _INITIALS.sub(lambda found: re.sub("[./]", "", found[0]), _APOSTROPHES.sub("", _folded(name)))
    ands = _ands()
    return ["and" if token in ands else token for token in text.replace("&", " and ").translate(_SIGNS).split()]


class _Signs(dict[int, str]):
    """What stands in the place of each character; found out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = char.isalnum() or char in _KEPT_SIGNS or unicodedata.category(char)[0] == "M"
        # Characters that are not seen, such as soft hyphens, part nothing.
        self[code] = char if kept else "" if unicodedata.category(char) == "Cf" else " "
        return self[code]


_SIGNS: Final = _Signs()


def _folded(text: str) -> str:
    """Return a text without case and accents, in a form that folding again does not change."""
    for _ in range(5):
        if text.isascii():
            return text.lower()
        bare = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold())).translate(_letters())
        folded = unicodedata.normalize("NFKC", bare)
        if folded == text:
            break
        text = folded
    return text


def _without_form(tokens: list[str], forms: set[str]) -> list[str]:
    """Return the words without one legal form at their ends, which is added to `forms`; empty when there is none."""
    known = _forms()
    if size := _longest(tokens[::-1], known.behind, known.tails, backwards=True):
        forms.add(known.behind["".join(tokens[-size:])])
        return _without_and(tokens[:-size])
    if size := _longest(tokens, known.in_front, known.heads, backwards=False):
        forms.add(known.in_front["".join(tokens[:size])])
        return _without_and(tokens[size:])
    return _unglued(tokens, forms)


def _longest(tokens: list[str], forms: Mapping[str, str], parts: frozenset[str], *, backwards: bool) -> int:
    """Return how many words make the longest form at an end of a name; a word is always left."""
    found, text = 0, ""
    for size, token in enumerate(tokens[:-1], start=1):
        text = token + text if backwards else text + token
        if text not in parts:
            break
        if text in forms:
            found = size
    return found


def _unglued(tokens: list[str], forms: set[str]) -> list[str]:
    """Take off a form that is written without a blank, as in Japanese and Chinese."""
    if tokens[0].isascii() and tokens[-1].isascii():
        return []
    for form, name in _forms().glued:
        if tokens[-1].endswith(form) and tokens[-1] != form:
            forms.add(name)
            return [*tokens[:-1], tokens[-1].removesuffix(form)]
        if tokens[0].startswith(form) and tokens[0] != form:
            forms.add(name)
            return [tokens[0].removeprefix(form), *tokens[1:]]
    return []


def _without_and(tokens: list[str]) -> list[str]:
    while len(tokens) > 1 and tokens[-1] == "and":
        tokens = tokens[:-1]
    return tokens


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


@lru_cache(maxsize=1)
def _content() -> Mapping[str, Any]:
    return tomllib.loads((files("data.partners") / "names.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _letters() -> Mapping[int, str]:
    return {ord(letter): plain for letter, plain in _content()["letters"].items()}


@lru_cache(maxsize=1)
def _ands() -> frozenset[str]:
    return frozenset(_content()["words"]["and"])


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    content = _content()
    behind = {_joined(filler): "" for filler in content["words"]["fillers"]}
    behind |= {_joined(word): form for form, words in content["forms"].items() for word in words}
    in_front = {_joined(word): behind[_joined(word)] for word in content["forms_in_front"]["words"]}
    without_blanks = {form: name for form, name in behind.items() if len(form) > 1 and _is_without_case(form)}
    glued = sorted(without_blanks.items(), key=lambda pair: (-len(pair[0]), pair[0]))
    tails = frozenset(form[at:] for form in behind for at in range(len(form)))
    heads = frozenset(form[: at + 1] for form in in_front for at in range(len(form)))
    return _Forms(behind, in_front, tails, heads, tuple(glued))


@lru_cache(maxsize=1)
def _domains() -> _Domains:
    entry = _content()["domains"]
    return _Domains(*(frozenset(entry[name]) for name in ("public", "second_level", "platforms")))


def _joined(form: str) -> str:
    return "".join(_tokens(form))


def _is_without_case(text: str) -> bool:
    return all(unicodedata.category(char) == "Lo" for char in text)
