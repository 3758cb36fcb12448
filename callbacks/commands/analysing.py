"""Commands that print what the numbers say: findings, targets, goals, differing figures, proposed references."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from callbacks.commands.call import DONE, Call, add_command
from callbacks.commands.output import add_output, write_pieces
from callbacks.scoring import asked_board, parse_day
from data.method_files import load_method, method_text
from data.table_files import plain, table_text
from kpi.board import Board
from kpi.calibrate import PERCENTILE, calibrate
from kpi.goals import goals
from kpi.insights import insight_table, insights
from kpi.periods import parse_month
from kpi.reconciliation import TOLERANCE, reconcile
from kpi.smart import check_targets


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    _add_table(commands, "insights", print_insights, "Print what needs attention, most important first.")
    _add_table(commands, "targets", print_targets, "Print targets with SMART check, pace and probability.")
    _add_table(commands, "goals", print_goals, "Print what each partner contributes to the business goals.")
    parser = _add_table(commands, "reconcile", print_differences, "Print the figures that both sides report.")
    parser.add_argument("--tolerance", type=float, default=TOLERANCE, metavar="SHARE", help="0.05 by default")
    parser.add_argument("--all", action="store_true", help="also measures that one side never reports")
    proposing = add_command(
        commands, "calibrate", propose_references, "Propose reference values from a baseline period, as JSON."
    )
    proposing.add_argument("--from", dest="first", required=True, metavar="MONTH")
    proposing.add_argument("--to", dest="last", required=True, metavar="MONTH")
    proposing.add_argument("--percentile", type=float, default=PERCENTILE, metavar="P")
    proposing.add_argument(
        "--method", type=Path, metavar="FILE", help="method to calibrate; the one in force by default"
    )
    proposing.add_argument("--out", type=Path, metavar="F", help="write the proposed method to this new file")


def print_insights(call: Call) -> int:
    """Print what needs attention."""
    board = _board(call)
    found = insights(board, fiscal_start=call.settings.fiscal_year_start)
    return _print(call, board, insight_table(found))


def print_targets(call: Call) -> int:
    """Print targets with SMART check, pace and probability."""
    board = _board(call)
    return _print(call, board, check_targets(board, fiscal_start=call.settings.fiscal_year_start))


def print_goals(call: Call) -> int:
    """Print what each partner contributes to the business goals."""
    board = _board(call)
    return _print(call, board, goals(board))


def print_differences(call: Call) -> int:
    """Print the figures that both sides report."""
    board, args = _board(call), call.args
    return _print(call, board, reconcile(board.programme, tolerance=args.tolerance, all_measures=args.all))


def propose_references(call: Call) -> int:
    """Propose reference values; never puts them in force."""
    args, services = call.args, call.services()
    text = method_text(args.method) if args.method else services.methods.in_force().text
    method = load_method(args.method) if args.method else services.method
    board = asked_board(services.store, method)
    start = board.programme.calendar.first
    made = calibrate(
        board, first=parse_month(args.first) - start, last=parse_month(args.last) - start, percentile=args.percentile
    )
    if args.out:
        # A new file only: the method in force is never written over.
        with args.out.open("x", encoding="utf-8") as file:
            file.write(made.method_text(text))
    call.say_json(plain(made))
    return DONE


def _add_table(commands: Any, name: str, command: Callable[[Call], int], text: str) -> argparse.ArgumentParser:
    parser = add_command(commands, name, command, text)
    parser.add_argument("--as-of", metavar="DATE")
    parser.add_argument("--method", type=Path, metavar="FILE")
    add_output(parser)
    return parser


def _board(call: Call) -> Board:
    args, services = call.args, call.services()
    method = load_method(args.method) if args.method else services.method
    return asked_board(services.store, method, as_of=parse_day(args.as_of) if args.as_of else None)


def _print(call: Call, board: Board, table: Any) -> int:
    """Print a table with the version of the method behind it."""
    write_pieces(call, [table_text(table.assign(method=board.method.version), call.args.format)])
    return DONE
