"""Commands that make, list and take back share links."""

from __future__ import annotations

from typing import Any

from callbacks import linking
from callbacks.commands.call import DONE, HOST, PORT, Call, add_command
from data.links import DEFAULT_DAYS


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    share = commands.add_parser("share", help="Make, list and take back links for partners.")
    actions = share.add_subparsers(required=True, metavar="ACTION")
    create = add_command(actions, "create", create_link, "Make a link that shows one partner its scorecard.")
    create.add_argument("partner")
    create.add_argument("--days", type=int, default=DEFAULT_DAYS)
    create.add_argument("--label", default="")
    create.add_argument("--port", type=int, default=PORT, help="of the running app, for the address")
    add_command(actions, "list", list_links, "List all links.").add_argument("--json", action="store_true")
    add_command(actions, "revoke", revoke_link, "Take a link back at once.").add_argument("link_id", metavar="ID")


def create_link(call: Call) -> int:
    """Make a link; its address is printed once and cannot be shown again."""
    args = call.args
    services = call.services()
    link, secret = linking.create_link(services, args.partner, days=args.days, label=args.label)
    base = call.settings.public_url or f"http://{HOST}:{args.port}"
    call.say(linking.link_address(base, secret))
    call.complain(f"Link {link.id} for {link.partner_id} works until {link.expires_at:%Y-%m-%d}. It is shown once.")
    return DONE


def list_links(call: Call) -> int:
    """List all links, without their secrets."""
    rows = linking.link_rows(call.services())
    if call.args.json:
        call.say_json(rows)
        return DONE
    for row in rows:
        call.say(
            f"{row['id']:<12}  {row['status']:<8} {row['partner_id']:<16} until {row['expires_at'][:10]}  "
            f"{row['views']:>4} views  {row['label']}".rstrip()
        )
    if not rows:
        call.say("There are no links yet.")
    return DONE


def revoke_link(call: Call) -> int:
    """Take a link back at once."""
    services = call.services()
    link = services.links.revoke(call.args.link_id, now=services.clock())
    call.say(f"Link {link.id} for {link.partner_id} is revoked.")
    return DONE
