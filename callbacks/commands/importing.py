"""Commands that bring files in and take them back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from callbacks import loading
from callbacks.commands.call import DONE, Call, add_command
from data.facts.commit import MODES
from kpi.schema import TABLES


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    parser = add_command(commands, "import", import_files, "Import files.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--table", choices=tuple(TABLES))
    parser.add_argument("--mode", choices=MODES, default="add")
    parser.add_argument("--map", type=Path, metavar="FILE", help="which header is which column")
    parser.add_argument("--dry-run", action="store_true", help="read and check, store nothing")
    parser.add_argument("--json", action="store_true")
    add_command(commands, "demo", demo, "Load the sample data.")
    listing = add_command(commands, "imports", list_imports, "List what was imported.")
    listing.add_argument("--json", action="store_true")
    for name, text in (("undo", "Take an import back."), ("redo", "Take an undone import in again.")):
        change = add_command(commands, name, undo if name == "undo" else redo, text)
        change.add_argument("import_id", type=int, metavar="IMPORT_ID")


def import_files(call: Call) -> int:
    """Import files: 0 all rows accepted, 1 some rejected, 2 nothing imported."""
    args = call.args
    wish = loading.Wish(args.files, args.table, args.mode, args.map, args.dry_run)
    outcomes = loading.import_all(call.services(), wish)
    if args.json:
        call.say_json([outcome.as_dict() for outcome in outcomes])
    for outcome in outcomes:
        _tell(call, outcome)
    return loading.exit_code(outcomes)


def _tell(call: Call, outcome: loading.Outcome) -> None:
    if outcome.error:
        call.complain(outcome.error)
    elif not call.args.json:
        for line in outcome.lines():
            call.say(line)


def demo(call: Call) -> int:
    """Load the sample data."""
    outcomes = loading.load_demo(call.services())
    for outcome in outcomes:
        if outcome.error:
            call.complain(outcome.error)
        else:
            call.say(outcome.lines()[0])
    return loading.exit_code(outcomes)


def list_imports(call: Call) -> int:
    """List what was imported."""
    rows = loading.import_rows(call.services().store)
    if call.args.json:
        call.say_json(rows)
        return DONE
    for row in rows:
        undone = "" if row["active"] else "  (undone)"
        call.say(
            f"{row['import_id']:>5}  {row['imported_on']}  {row['table']:<13} {row['accepted']:>9} accepted "
            f"{row['rejected']:>6} rejected  {row['file_name']}{undone}"
        )
    if not rows:
        call.say("Nothing has been imported yet.")
    return DONE


def undo(call: Call) -> int:
    """Take an import back."""
    services = call.services()
    services.store.undo(call.args.import_id)
    loading.note_import(services, "undid import", services.store.get_import(call.args.import_id))
    call.say(f"Import {call.args.import_id} is undone. tandem redo {call.args.import_id} takes it in again.")
    return DONE


def redo(call: Call) -> int:
    """Take an undone import in again."""
    services = call.services()
    services.store.redo(call.args.import_id)
    loading.note_import(services, "redid import", services.store.get_import(call.args.import_id))
    call.say(f"Import {call.args.import_id} is in again.")
    return DONE
