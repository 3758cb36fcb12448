"""Commands that print scores and what made them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, TextIO

from callbacks.commands.call import DONE, Call, add_command
from callbacks.scoring import ScoreQuestion, answer_scores, asked_board, explain, parse_day
from data.method_files import load_method
from data.score_files import FORMATS
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
    parser.add_argument("--format", choices=FORMATS, default="csv")
    parser.add_argument("--out", type=Path, metavar="F")
    explaining = add_command(commands, "explain", print_explanation, "Say what made a score, as JSON.")
    explaining.add_argument("partner")
    explaining.add_argument("kpi")
    explaining.add_argument("month", help="as in 2026-03")
    explaining.add_argument("--against", metavar="MONTH", help="explain the change since this month")
    explaining.add_argument("--as-of", metavar="DATE")


def print_scores(call: Call) -> int:
    """Print scores as a long table."""
    args = call.args
    question = ScoreQuestion.parse(
        as_of=args.as_of, window=args.window, kpis=args.kpi, partners=args.partner, group_by=args.group_by
    )
    services = call.services()
    method = load_method(args.method) if args.method else services.method
    text = answer_scores(services.store, method, question, args.format)
    if args.out:
        args.out.write_text(text, encoding="utf-8", newline="")
    else:
        _write_exactly(call.out, text)
    return DONE


def _write_exactly(out: TextIO, text: str) -> None:
    """Write text as it is: no line ends of the platform, no encoding of the terminal."""
    if isinstance(out, io.TextIOWrapper):
        out.flush()
        out.buffer.write(text.encode("utf-8"))
        out.buffer.flush()
    else:
        out.write(text)


def print_explanation(call: Call) -> int:
    """Say what made a score, or what made it change."""
    args, services = call.args, call.services()
    as_of = parse_day(args.as_of) if args.as_of else None
    board = asked_board(services.store, services.method, as_of=as_of)
    call.say_json(explain(board, args.partner, args.kpi, args.month, args.against))
    return DONE
