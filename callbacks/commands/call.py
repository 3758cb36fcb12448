"""One run of the command line: what was asked, and what commands work with."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from callbacks.method_notice import unreadable_notice
from callbacks.services import Clock, Services
from data.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

    from callbacks.static_files import StaticFiles

#: Where the app runs unless told otherwise.
HOST, PORT = "127.0.0.1", 8050
#: Exit codes: all is well; some rows were rejected; it could not be done.
DONE, PARTLY, FAILED = 0, 1, 2


@dataclass(frozen=True)
class AppParts:
    """What ``app.py`` composes and commands need: nothing here imports it."""

    compose_server: Callable[[Services], Flask]
    create_static: Callable[[Settings], StaticFiles]
    clock: Clock


@dataclass(frozen=True)
class Call:
    """One run of the command line: its arguments, and what it works with."""

    args: argparse.Namespace
    parts: AppParts
    settings: Settings
    out: TextIO
    err: TextIO

    def services(self) -> Services:
        """Open the store and all that goes with it; complain where an older method stands in for the newest."""
        made = Services.compose(self.settings, self.parts.clock)
        if notice := unreadable_notice(made.methods.in_force()):
            self.complain(notice)
        return made

    def say(self, text: str) -> None:
        """Write a line of output."""
        self.out.write(f"{text}\n")

    def say_json(self, value: Any) -> None:
        """Write a value as JSON."""
        self.say(json.dumps(value, ensure_ascii=False, indent=2, default=str))

    def complain(self, text: str) -> None:
        """Write a line of what went wrong."""
        self.err.write(f"{text}\n")


def add_command(commands: Any, name: str, command: Callable[[Call], int], text: str) -> argparse.ArgumentParser:
    """Add a command to a parser's sub-commands; returns its parser for the options."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=command)
    return parser
