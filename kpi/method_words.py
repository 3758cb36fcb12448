"""The words of a method: kinds of components and synonyms, each of which may mean one thing only."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kpi.method_checks import Entry
from kpi.method_types import Component
from kpi.schema import PARTNER_TYPES, STAGES, normalise_word


def component_kinds(entry: Entry, components: Sequence[Component]) -> None:
    """Complain about kinds and labels that stand in two components.

    Parameters
    ----------
    entry
        The table of the components.
    components
        What was read from it.
    """
    owner: dict[str, str] = {}
    labels: dict[str, str] = {}
    for one in components:
        for at, kind in enumerate(one.kinds):
            first = owner.setdefault(kind, one.name)
            if kind and first != one.name:
                words = f"lists {kind!r}, which {first} counts already; remove it from one of the two"
                entry.problems.add((*entry.path, one.name, "kinds", at), words)
        other = labels.setdefault(one.label.casefold(), one.name)
        if one.label and other != one.name:
            words = f"is {one.label!r}, as that of {other}; give each component its own"
            entry.problems.add((*entry.path, one.name, "label"), words)


def synonyms(section: Entry, name: str, *, listed: Collection[str]) -> dict[str, str]:
    """Return the synonyms of kinds or of questions: normalised word -> what it means.

    Parameters
    ----------
    section
        The table of all synonyms.
    name
        Which of them.
    listed
        Words that mean something by themselves, and so can't mean another.
    """
    entry = section.table(name, needed=False)
    meanings = _meanings(entry)
    for word, (key, meaning) in meanings.items():
        if word in listed:
            entry.complain(key, f"means {meaning!r}, but {word!r} is itself listed above; remove one of the two")
        elif meaning in meanings and meaning not in listed:
            final = meanings[meaning][1]
            entry.complain(key, f"means {meaning!r}, itself a synonym; {_advice(word, meaning, final)}")
    return {word: meaning for word, (_, meaning) in meanings.items()}


def stage_words(section: Entry) -> dict[str, str]:
    """Return what the site's own words for stages mean: open, won or lost."""
    entry = section.table("stages", needed=False)
    stages = tuple(dict.fromkeys(STAGES.values()))
    meanings = _meanings(entry)
    for word, (key, meaning) in meanings.items():
        if meaning and meaning not in stages:
            entry.complain(key, f"is {meaning!r}; it must be one of {', '.join(stages)}")
        elif word in stages:
            entry.complain(key, f"gives the stage {word!r} another meaning; remove it")
    return {word: meaning for word, (_, meaning) in meanings.items()}


def partner_type_words(section: Entry) -> dict[str, str]:
    """Return what the site's own words for partner types mean: a built-in type, or one of the site's."""
    entry = section.table("partner_types", needed=False)
    meanings = _meanings(entry)
    for word, (key, meaning) in meanings.items():
        if word in PARTNER_TYPES.values():
            entry.complain(key, f"gives the built-in type {word!r} another meaning; remove it")
        elif meaning in meanings or PARTNER_TYPES.get(meaning, meaning) != meaning:
            final = meanings[meaning][1] if meaning in meanings else PARTNER_TYPES[meaning]
            entry.complain(key, f"means {meaning!r}, itself a synonym; {_advice(word, meaning, final)}")
    return {word: meaning for word, (_, meaning) in meanings.items()}


def _meanings(entry: Entry) -> dict[str, tuple[str, str]]:
    """Return normalised word -> (its key, its normalised meaning); complain when a word has two meanings."""
    found: dict[str, tuple[str, str]] = {}
    for key in entry.names:
        word, meaning = normalise_word(key), normalise_word(entry.text(key))
        if not word:
            entry.complain(key, "holds no letter or digit; give a word")
        elif word in found and found[word][1] != meaning:
            entry.complain(key, f"means {meaning!r}, but {found[word][0]!r} is the same word; keep one of them")
        elif meaning:
            found[word] = (key, meaning)
    return found


def _advice(word: str, meaning: str, final: str) -> str:
    return f"write {final}" if final not in (word, meaning) else "remove it"
