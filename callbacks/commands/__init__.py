"""The command line: ``tandem COMMAND``. Errors go to stderr in words, never as a stack trace."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from callbacks.commands import analysing, importing, partners, people, reading, scoring, serving, sharing
from callbacks.commands.call import DONE, FAILED, HOST, PORT, AppParts, Call
from data.errors import TandemError
from data.links import LinkError
from data.settings import Settings, SettingsError
from kpi.method import MethodError

__all__ = ["AppParts", "run"]

#: What can go wrong without being a mistake of ours: told in words.
FORESEEN = (TandemError, SettingsError, MethodError, LinkError, OSError, ValueError, KeyError)

LOG = logging.getLogger("tandem")


def run(
    parts: AppParts,
    argv: Sequence[str] | None = None,
    *,
    environ: Mapping[str, str],
    dotenv_path: Path | None = None,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Run one command and return its exit code."""
    out, err = out or sys.stdout, err or sys.stderr
    logging.basicConfig(stream=err, format="%(asctime)s %(levelname)s %(message)s")
    args = make_parser().parse_args(argv)
    try:
        settings = Settings.from_environment(environ, dotenv_path)
        return args.command(Call(args, parts, settings, out, err))
    except BrokenPipeError:
        return DONE
    except KeyboardInterrupt:
        return FAILED
    except FORESEEN as error:
        err.write(f"{in_words(error)}\n")
        return FAILED
    except Exception as error:
        # Unforeseen: its text may quote a row, and a stack trace helps nobody on a terminal.
        LOG.debug("unforeseen", exc_info=error)
        err.write(f"Something unforeseen went wrong ({type(error).__name__}). Nothing was changed.\n")
        return FAILED


def in_words(error: Exception) -> str:
    """The message of an error, without the quotes that KeyError puts around it."""
    text = str(error.args[0]) if type(error) is KeyError and error.args else str(error)
    return text or "The link or id is not known."


def make_parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(prog="tandem", description="Partner performance from CSV exports.")
    parser.set_defaults(command=serving.serve, host=HOST, port=PORT, open=False)
    commands = parser.add_subparsers(metavar="COMMAND")
    for group in (serving, importing, reading, partners, scoring, analysing, sharing, people):
        group.add_commands(commands)
    return parser
