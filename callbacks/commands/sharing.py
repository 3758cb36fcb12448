"""Commands that make, list, change and end share links."""

from __future__ import annotations

import getpass
import secrets
import sys
from typing import Any

from callbacks import linking
from callbacks.commands.call import DONE, HOST, PORT, Call, add_command
from data.links import DEFAULT_DAYS, SECTIONS, Link

MADE_BYTES = 9
"""Of a passcode that nobody gave: 12 letters."""


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    share = commands.add_parser("share", help="Make, list, change and end links for partners.")
    actions = share.add_subparsers(required=True, metavar="ACTION")
    create = add_command(actions, "create", create_link, "Make a link that shows one partner its scorecard.")
    create.add_argument("partner")
    create.add_argument("--days", type=int, default=DEFAULT_DAYS)
    create.add_argument("--label", default="")
    create.add_argument("--sections", default="", metavar="A,B", help=f"of {', '.join(SECTIONS)}; default all")
    create.add_argument("--frozen", action="store_true", help="show today's figures for good")
    create.add_argument(
        "--passcode",
        action="store_true",
        help="ask whoever opens it for one; typed here, or one line of the standard input; none there: made up",
    )
    _add_port(create)
    add_command(actions, "list", list_links, "List all links.").add_argument("--json", action="store_true")
    revoke = add_command(actions, "revoke", revoke_link, "End a link, or all links of a partner, at once.")
    which = revoke.add_mutually_exclusive_group(required=True)
    which.add_argument("link_id", metavar="ID", nargs="?")
    which.add_argument("--partner", metavar="P", help="all links of this partner")
    rotate = add_command(actions, "rotate", rotate_link, "Give a link a new address; the old one ends.")
    rotate.add_argument("link_id", metavar="ID")
    _add_port(rotate)
    extend = add_command(actions, "extend", extend_link, "Let a link work for so many days from now.")
    extend.add_argument("link_id", metavar="ID")
    extend.add_argument("--days", type=int, default=DEFAULT_DAYS)
    add_command(actions, "stop", stop, "End every link for good, and let none be made until resume.")
    add_command(actions, "resume", resume, "Let links be made again; those that ended stay ended.")


def create_link(call: Call) -> int:
    """Make a link; its address is printed once and cannot be shown again."""
    args = call.args
    services = call.services()
    link, secret = linking.create_link(
        services,
        args.partner,
        days=args.days,
        label=args.label,
        sections=[one.strip() for one in args.sections.split(",") if one.strip()],
        passcode=_passcode(call) if args.passcode else "",
        is_frozen=args.frozen,
    )
    _show_address(call, link, secret)
    return DONE


def list_links(call: Call) -> int:
    """List all links, without their secrets."""
    rows = linking.link_rows(call.services())
    if call.args.json:
        call.say_json(rows)
        return DONE
    for row in rows:
        marks = ", ".join(name for name in ("frozen", "passcode") if row[name])
        call.say(
            f"{row['id']:<12}  {row['status']:<8} {row['partner_id']:<16} until {row['expires_at'][:10]}  "
            f"{row['views']:>4} views  {row['label']}{f'  ({marks})' if marks else ''}".rstrip()
        )
    if not rows:
        call.say("There are no links yet.")
    return DONE


def revoke_link(call: Call) -> int:
    """End a link, or all links of a partner, at once."""
    services = call.services()
    if call.args.partner is not None:
        ended = linking.revoke_partner(services, call.args.partner)
        call.say(f"Revoked links for {call.args.partner}: {len(ended)}.")
        return DONE
    link = linking.revoke_link(services, call.args.link_id)
    call.say(f"Link {link.id} for {link.partner_id} is revoked.")
    return DONE


def rotate_link(call: Call) -> int:
    """Give a link a new address; the old one ends."""
    _show_address(call, *linking.rotate_link(call.services(), call.args.link_id))
    return DONE


def extend_link(call: Call) -> int:
    """Let a link work for so many days from now."""
    link = linking.extend_link(call.services(), call.args.link_id, call.args.days)
    call.say(f"Link {link.id} for {link.partner_id} works until {link.expires_at:%Y-%m-%d}.")
    return DONE


def stop(call: Call) -> int:
    """End every link for good, and let none be made until resume."""
    ended = linking.stop_sharing(call.services())
    call.say(f"Sharing is stopped. Links that ended: {ended}.")
    return DONE


def resume(call: Call) -> int:
    """Let links be made again; those that ended stay ended."""
    linking.resume_sharing(call.services())
    call.say("Links can be made again. Those that ended stay ended.")
    return DONE


def _add_port(parser: Any) -> None:
    parser.add_argument("--port", type=int, default=PORT, help="of the running app, for the address")


def _show_address(call: Call, link: Link, secret: str) -> None:
    base = call.settings.public_url or f"http://{HOST}:{call.args.port}"
    call.say(linking.link_address(base, secret))
    call.complain(f"Link {link.id} for {link.partner_id} works until {link.expires_at:%Y-%m-%d}. It is shown once.")


def _passcode(call: Call) -> str:
    """Return the passcode that is typed or sent in; without one a random one, which is told once."""
    given = getpass.getpass("Passcode: ") if sys.stdin.isatty() else sys.stdin.readline()
    if given.strip():
        return given.strip()
    made = secrets.token_urlsafe(MADE_BYTES)
    call.complain(f"Passcode: {made}")
    return made
