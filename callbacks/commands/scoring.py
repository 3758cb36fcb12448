"""Commands that print scores and what made them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from callbacks.commands.call import DONE, Call, add_command
from callbacks.commands.output import add_output, write_pieces
from callbacks.explaining import Matter, explain
from callbacks.scoring import ScoreQuestion, answer_scores, asked_board, parse_day
from data.method_files import load_method
from kpi.scores import GROUPINGS


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    parser = add_command(commands, "scores", print_scores, "Print scores as a long table.")
    parser.add_argument("--as-of", metavar="DATE")
    parser.add_argument("--method", type=Path, metavar="FILE")
    parser.add_argument("--window", metavar="N")
    parser.add_argument("--kpi", nargs="+", metavar="ID", action="extend")
    parser.add_argument("--partner", nargs="+", metavar="ID", action="extend")
    parser.add_argument("--group-by", choices=GROUPINGS)
    add_output(parser)
    explaining = add_command(
        commands, "explain", print_explanation, "Say what made a value, or what made it change, as JSON."
    )
    explaining.add_argument("partner", help="id of a partner; with --group-by the label of a group")
    explaining.add_argument("kpi")
    explaining.add_argument("month", help="as in 2026-03")
    explaining.add_argument("--against", metavar="MONTH", help="explain the change since this month")
    explaining.add_argument("--group-by", choices=GROUPINGS)
    explaining.add_argument("--as-of", metavar="DATE")
    explaining.add_argument("--method", type=Path, metavar="FILE")
    explaining.add_argument(
        "--method-against", type=Path, metavar="FILE", help="the method that held in the month of --against"
    )


def print_scores(call: Call) -> int:
    """Print scores as a long table."""
    args = call.args
    question = ScoreQuestion.parse(
        as_of=args.as_of, window=args.window, kpis=args.kpi, partners=args.partner, group_by=args.group_by
    )
    services = call.services()
    method = load_method(args.method) if args.method else services.method
    write_pieces(call, answer_scores(services.store, method, question, args.format))
    return DONE


def print_explanation(call: Call) -> int:
    """Say what made a score, or what made it change."""
    args, services = call.args, call.services()
    as_of = parse_day(args.as_of) if args.as_of else None
    method = load_method(args.method) if args.method else services.method
    board = asked_board(services.store, method, as_of=as_of)
    base = None
    if args.method_against:
        base = board.under(load_method(args.method_against))
    matter = Matter(
        args.partner,
        args.kpi,
        args.month,
        against=args.against,
        group_by=args.group_by,
        fiscal_start=services.settings.fiscal_year_start,
    )
    call.say_json(explain(board, matter, base=base))
    return DONE
