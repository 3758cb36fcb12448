"""Questions about partners: words that tell nobody, and newcomers that look like somebody who is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from data.partners.directory import Directory, Known
from data.partners.nearest import MOST_SUGGESTIONS, Nearest
from data.results import Question

MOST_QUESTIONS: Final = 200
"""Questions that one file may ask, those about the most rows first."""

Options = tuple[tuple[str, str], ...]


def stranger_questions(
    directory: Directory, unknown: Mapping[str, int], *, are_ids: bool = False
) -> tuple[Question, ...]:
    """Ask which partners unknown words mean, with the nearest known ones as answers.

    Parameters
    ----------
    directory
        Who is known.
    unknown
        Word -> rows.
    are_ids
        They are ids: a new one is a question only when it shares a key with a partner that is known.
    """
    if not directory.names:
        return ()
    nearest = Nearest({} if are_ids else directory.names)
    asked: list[Question] = []
    for word, rows in sorted(unknown.items(), key=lambda pair: (-pair[1], pair[0])):
        if len(asked) == MOST_QUESTIONS:
            break
        options = _options(directory, word, nearest)
        if options or not are_ids:
            asked.append(_stranger_question(word, rows, options))
    return tuple(asked)


def newcomer_questions(directory: Directory, partners: Sequence[Known]) -> tuple[Question, ...]:
    """Ask about partners of a partners file that are new and share a key with another one. Both stay.

    Parameters
    ----------
    directory
        Who is known.
    partners
        The rows of the file.
    """
    fresh = {one.partner_id: one for one in partners if one.partner_id not in directory.known}
    among = Directory.of(fresh.values())
    place = {one: at for at, one in enumerate(fresh)}
    found: list[Question] = []
    for one in fresh.values():
        if len(found) == MOST_QUESTIONS:
            break
        # Of two new ones that are alike, the second asks.
        earlier = [other for other in among.twins(one) if place[other] < place[one.partner_id]]
        options = [(other, directory.names[other]) for other in sorted(directory.twins(one))]
        options += [(other, fresh[other].name or other) for other in sorted(earlier, key=place.__getitem__)]
        if options:
            found.append(_newcomer_question(one, tuple(options[:MOST_SUGGESTIONS])))
    return tuple(found)


def _options(directory: Directory, word: str, nearest: Nearest) -> Options:
    sure = directory.twins(Known(word, word, word))
    ids = dict.fromkeys([*sorted(sure), *nearest.to(word)])
    return tuple((one, directory.names.get(one, one)) for one in ids)[:MOST_SUGGESTIONS]


def _stranger_question(word: str, rows: int, options: Options) -> Question:
    asked = f"Is {word!r} one of these partners, or a new one?" if options else f"Which partner is {word!r}?"
    return Question("partner", word, f"{asked} No id, domain or name of a known partner tells.", options, rows)


def _newcomer_question(one: Known, options: Options) -> Question:
    others = " and ".join(f"{other} ({name})" for other, name in options[:2])
    text = f"{one.partner_id} ({one.name}) is new and shares its name, domain or id with {others}. Are they one?"
    return Question("partner", one.partner_id, text, options, 1)
