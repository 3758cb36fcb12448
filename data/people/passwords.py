"""Passwords: which may be chosen, and how they are kept and compared."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from data.people.errors import BadField
from data.sealed import new_secret
from kpi.language import t

SHORTEST: Final = 12
LONGEST: Final = 200
"""Characters; a longer text would only keep the server busy."""

DISTINCT: Final = 5
"""Different characters that a password has at least."""

COMMON: Final = frozenset(
    {
        "abcdefghijkl",
        "administrator",
        "changeme",
        "changemenow",
        "correcthorsebatterystaple",
        "hello",
        "iloveyou",
        "letmein",
        "login",
        "master",
        "monkey",
        "partner",
        "partners",
        "passphrase",
        "password",
        "passwort",
        "motdepasse",
        "qwerty",
        "qwertyuiop",
        "qwertzuiop",
        "azertyuiop",
        "secret",
        "summer",
        "sunshine",
        "test",
        "trustno",
        "welcome",
        "willkommen",
        "winter",
    }
)
"""What is tried first, without the digits and signs that people put around it."""

_COUNTS: Final = ("0123456789" * (LONGEST // 10 + 1), "9876543210" * (LONGEST // 10 + 1))

HASHER: Final = PasswordHasher()


def check_password(password: str, *, email: str, brand: str) -> None:
    """Refuse a password that would be guessed.

    Parameters
    ----------
    password
        As it was typed.
    email
        Of the person: neither the whole nor a part of it is a password.
    brand
        Name of the site.

    Raises
    ------
    BadField
    """
    plain = normal(password)
    if len(plain) < SHORTEST:
        raise BadField(
            "password",
            t("The password has {count} characters; at least {least} are needed.", count=len(plain), least=SHORTEST),
            t("Three or four words in a row are long and easy to remember."),
        )
    if len(plain) > LONGEST:
        raise BadField("password", t("The password is longer than {most} characters. Shorten it.", most=LONGEST))
    if len(set(plain)) < DISTINCT or any(plain in count for count in _COUNTS):
        raise BadField("password", t("The password repeats or counts. Choose another one."))
    lowered = plain.casefold()
    if lowered == email.casefold() or _letters(lowered) in _own_words(email, brand):
        raise BadField("password", t("The password is made of your e-mail or the name of this site. Choose another."))
    if _is_common(_letters(lowered)):
        raise BadField("password", t("This password is one of those that are tried first. Choose another one."))


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    return HASHER.hash(normal(password))


def matches(kept: str, password: str) -> bool:
    """Whether a password is the one of which `kept` is kept; as slow for none as for a wrong one."""
    try:
        return HASHER.verify(kept or _nobodys(), normal(password[: LONGEST + 1])) and bool(kept)
    except (Argon2Error, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a password was kept with earlier parameters than those of today."""
    return HASHER.check_needs_rehash(kept)


def normal(password: str) -> str:
    """Return a password as it is compared: the same however a keyboard puts accents together."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    """Return a hash that no password fits, to compare with where there is no account."""
    return HASHER.hash(new_secret())


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha())


def _own_words(email: str, brand: str) -> set[str]:
    """Return the letters of the e-mail, its parts and the brand; also twice in a row and together."""
    local, _, domain = email.casefold().partition("@")
    words = {_letters(word) for word in (email.casefold(), local, domain, domain.partition(".")[0], brand.casefold())}
    words.discard("")
    return words | {one + other for one in words for other in words}


def _is_common(letters: str) -> bool:
    halves = letters[: len(letters) // 2]
    return letters in COMMON or (halves in COMMON and halves * 2 == letters)
