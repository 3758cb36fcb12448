"""Commands about who is who: known partners, their aliases, what is not clear, and merges."""

from __future__ import annotations

from typing import Any

from callbacks.commands.call import DONE, Call, add_command
from data.partners.aliases import Aliases
from data.partners.identities import Identities


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    listing = add_command(commands, "partners", list_partners, "List partners, their aliases and what is not clear.")
    listing.add_argument("--json", action="store_true")
    merging = add_command(commands, "merge", merge, "Let rows under one id, or several, count for a partner.")
    merging.add_argument("aliases", nargs="+", metavar="ALIAS")
    merging.add_argument("partner", metavar="PARTNER")
    parting = add_command(commands, "unmerge", unmerge, "Let rows under an id count under it again.")
    parting.add_argument("alias", metavar="ALIAS")


def list_partners(call: Call) -> int:
    """List partners, their aliases and what is not clear."""
    found = Identities.of(call.services().store)
    if call.args.json:
        call.say_json(_as_values(found))
        return DONE
    aliases = _aliases(found)
    for partner, name in found.directory.names.items():
        also = f"  = {', '.join(aliases[partner])}" if partner in aliases else ""
        call.say(f"{partner:<16}  {name}{also}".rstrip())
    for one in found.questions:
        call.say(f"? {one.topic} ({one.rows} rows): {_suggested(one.options)}")
    for pair in found.pairs:
        call.say(f"? {pair.first} and {pair.second}: {pair.reason}")
    if not found.directory.names and not found.strangers:
        call.say("No partners are known yet. Import a partners file, or load the sample data: tandem demo")
    elif found.strangers:
        call.say(f"{len(found.strangers)} ids in facts are named by no partners file. tandem merge ALIAS PARTNER")
    return DONE


def merge(call: Call) -> int:
    """Let rows under some ids count for a partner."""
    args, services = call.args, call.services()
    Aliases(services.store).merge_all(args.aliases, args.partner, services.today())
    services.note("merged partners", partner_id=args.partner, detail=f"{', '.join(args.aliases)} count for it")
    for alias in args.aliases:
        call.say(f"Rows of {alias} count for {args.partner}. tandem unmerge {alias} takes that back.")
    return DONE


def unmerge(call: Call) -> int:
    """Let rows under an id count under it again."""
    services = call.services()
    word = Aliases(services.store).unmerge(call.args.alias)
    services.note("unmerged partners", partner_id=word.alias)
    call.say(f"Rows of {word.alias} count under {word.alias} again.")
    return DONE


def _aliases(found: Identities) -> dict[str, list[str]]:
    aliases: dict[str, list[str]] = {}
    for word in found.words:
        if word.is_merge:
            aliases.setdefault(word.target, []).append(word.alias)
    return aliases


def _suggested(options: tuple[tuple[str, str], ...]) -> str:
    return "like " + ", ".join(f"{partner} ({name})" for partner, name in options) if options else "like nobody"


def _as_values(found: Identities) -> dict[str, Any]:
    aliases = _aliases(found)
    return {
        "partners": [
            {"partner_id": partner, "name": name, "aliases": aliases.get(partner, [])}
            for partner, name in found.directory.names.items()
        ],
        "aliases": [
            {"alias": word.alias, "partner_id": word.partner_id, "counts_for": word.target, "since": word.made_on}
            for word in found.words
        ],
        "questions": [
            {"id": one.topic, "rows": one.rows, "options": [list(option) for option in one.options]}
            for one in found.questions
        ],
        "unknown": found.strangers,
        "possible_duplicates": [vars(pair) for pair in found.pairs],
    }
