"""Commands that look after people: who has an account, and what opens it."""

from __future__ import annotations

import sys
from typing import Any

from callbacks.commands.call import DONE, Call, add_command
from data.people.accounts import Account
from data.people.principal import Role
from data.settings import SettingsError


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    user = commands.add_parser("user", help="Add, invite, list and shut out people.")
    actions = user.add_subparsers(required=True, metavar="ACTION")
    add = add_command(actions, "add", add_person, "Add somebody, with a password or to be invited later.")
    _describe(add)
    add.add_argument("--password-stdin", action="store_true", help="read the password from the first line of input")
    invite = add_command(actions, "invite", invite_person, "Add somebody and print the link with which they join.")
    _describe(invite)
    add_command(actions, "list", list_people, "List all people.").add_argument("--json", action="store_true")
    for name, command, text in (
        ("disable", disable_person, "Shut somebody out at once; sessions and tokens end."),
        ("enable", enable_person, "Let somebody in again."),
        ("reset", reset_password, "Print a link with which somebody chooses a new password."),
    ):
        add_command(actions, name, command, text).add_argument("email")


def add_person(call: Call) -> int:
    """Add somebody, with a password or to be invited later."""
    args, services = call.args, call.services()
    people, now = services.people, services.clock()
    password = sys.stdin.readline().rstrip("\r\n") if args.password_stdin else ""
    brand = call.settings.brand_name
    if args.password_stdin:
        made = people.add_with_password(
            args.email, name=args.name, role=args.role, manages=args.manages, password=password, brand=brand, now=now
        )
    else:
        made = people.add(args.email, name=args.name, role=args.role, manages=args.manages, now=now)
    services.note("joined" if made.has_password else "invited", detail=f"{made.email}, {made.role.value}")
    call.say(f"{made.email} is {_described(made)}.")
    if not made.has_password:
        call.complain(f"They can't sign in yet: make a link with tandem user invite {made.email}.")
    return DONE


def invite_person(call: Call) -> int:
    """Add somebody, or take who was added already, and print the link with which they join, once."""
    args, services = call.args, call.services()
    base = _public_url(call)
    made, secret = services.people.invite_new(
        args.email, name=args.name, role=args.role, manages=args.manages, now=services.clock()
    )
    services.note("invited", detail=f"{made.email}, {made.role.value}")
    call.say(f"{base}/join/{secret}")
    call.complain(f"{made.email} can join as {_described(made)} within 7 days. The link is shown once.")
    return DONE


def list_people(call: Call) -> int:
    """List all people."""
    rows = [_row(one) for one in call.services().people.list()]
    if call.args.json:
        call.say_json(rows)
        return DONE
    for row in rows:
        call.say(f"{row['email']:<32} {row['state']:<9} {row['role']:<8} {row['manages'] or 'all partners'}")
    if not rows:
        call.say("There are no people yet.")
    return DONE


def disable_person(call: Call) -> int:
    """Shut somebody out at once."""
    services = call.services()
    one = services.people.disable(services.people.with_email(call.args.email).id, now=services.clock())
    services.note("disabled person", detail=one.email)
    call.say(f"{one.email} is shut out; sessions and tokens have ended.")
    return DONE


def enable_person(call: Call) -> int:
    """Let somebody in again."""
    services = call.services()
    one = services.people.enable(services.people.with_email(call.args.email).id)
    services.note("enabled person", detail=one.email)
    call.say(f"{one.email} may sign in again.")
    return DONE


def reset_password(call: Call) -> int:
    """Print a link with which somebody chooses a new password, once."""
    services = call.services()
    base = _public_url(call)
    one = services.people.with_email(call.args.email)
    secret = services.people.offer_reset(one.id, now=services.clock())
    services.note("reset password", detail=one.email)
    call.say(f"{base}/reset/{secret}")
    call.complain(f"{one.email} can choose a new password within 24 hours. The link is shown once.")
    return DONE


def _describe(parser: Any) -> None:
    parser.add_argument("email")
    parser.add_argument("--name", default="")
    parser.add_argument("--role", default=Role.VIEWER.value, choices=[role.value for role in Role])
    parser.add_argument("--manages", default="", metavar="MANAGER", help="see only the partners of this manager")


def _public_url(call: Call) -> str:
    if call.settings.is_local:
        raise SettingsError("Set TANDEM_PUBLIC_URL first: without it there are no accounts, and links lead nowhere.")
    return call.settings.public_url


def _described(one: Account) -> str:
    return f"{one.role.value} of the partners of {one.manages}" if one.manages else one.role.value


def _row(one: Account) -> dict[str, Any]:
    return {
        "email": one.email,
        "name": one.name,
        "role": one.role.value,
        "manages": one.manages,
        "state": one.state.value,
        "created_at": one.created_at.isoformat(),
        "last_seen_at": one.last_seen_at.isoformat() if one.last_seen_at else None,
    }
