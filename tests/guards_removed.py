"""Take one guard after another out of a copy of the code and see which tests notice.

``python -m tests.guards_removed`` prints the table of `docs/security.md`; it ends with 1 when nobody misses a guard.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
LEFT_OUT: Final = (".git", ".venv", "instance", "build", "*.egg-info", "__pycache__", ".*_cache", ".hypothesis")


@dataclass(frozen=True)
class Guard:
    """Something that keeps somebody out.

    Parameters
    ----------
    name
        What it does, in words.
    file
        Where it stands.
    old, new
        Its code, which stands there once, and the code without it.
    tests
        Files, or options of pytest, that should notice.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


ACCESS, SECURITY, SERVICES = "callbacks/access.py", "callbacks/security.py", "callbacks/services.py"
SHARE, ANSWERS, SUBMISSIONS = "callbacks/share.py", "callbacks/answers.py", "data/submissions.py"
LINKS, PEERS, OIDC = "data/links.py", "kpi/peer_group.py", "callbacks/oidc.py"

MATRIX = ("tests/callbacks/test_access.py",)
HEADERS = ("tests/callbacks/test_headers.py", "tests/callbacks/test_security.py")
LOGS = ("tests/callbacks/test_logs.py", "tests/callbacks/test_security.py")
OWN = ("tests/callbacks/test_own_partners.py",)
OF_LINKS = ("tests/data/test_links.py", "tests/callbacks/test_share.py")
OF_ROUTES = ("tests/callbacks/test_link_routes.py",)
OF_PEERS = ("tests/kpi/test_peer_group.py", "tests/data/test_peers.py")
SENT = ("tests/data/test_submissions.py", "tests/callbacks/test_answers.py", "tests/callbacks/test_inbox.py")
PEOPLE = ("tests/data/test_people.py", "tests/callbacks/test_people.py")
DOOR = ("tests/callbacks/test_signing_in.py",)
BY_OIDC = ("tests/callbacks/test_oidc.py",)
LIMITED = ("tests/callbacks/test_limits.py",)

# fmt: off
GUARDS: Final = (
    Guard("a route needs a right", ACCESS,
          "if not isinstance(need, Right) or who().may(need):", "if True:", MATRIX),
    Guard("a route without a row is closed", ACCESS, "        if need is None:\n", "        if False:\n", MATRIX),
    Guard("a callback needs a right", ACCESS,
          "if need is None or not who().may(need):", "if need is None:", MATRIX),
    Guard("a callback without a row is closed", ACCESS,
          "if need is None or not who().may(need):", "if need is not None and not who().may(need):", MATRIX),
    Guard("a token counts for the API alone", ACCESS,
          'if not request.path.startswith(("/api/", "/export/")):', "if False:", MATRIX),
    Guard("an unknown principal has no board", SERVICES,
          "if board is None or not principal.is_known:", "if board is None:", MATRIX + OF_LINKS + OWN),
    Guard("a manager's board holds own partners", SERVICES,
          "    if not principal.manages:\n        return board\n", "    return board\n", OWN),
    Guard("a manager's scope holds own partners", "data/scope.py",
          "return self.partners is None or partner_id in self.partners", "return True", OWN),
    Guard("scores of the API are of own partners", "callbacks/scoring.py",
          "seen_board(make_board(store, method, as_of=as_of, window=window), who())",
          "make_board(store, method, as_of=as_of, window=window)", OWN),
    Guard("names of files are for whoever sees all partners", "callbacks/partner_rows.py",
          "if services.scope().is_all:", "if True:", OWN),
    Guard("a page needs a right", "callbacks/router.py", "if not may(page_need(parts[0])):", "if False:", OWN),
    Guard("what is kept of work is kept per scope", "callbacks/work.py",
          "kept.get((revision, scope),", "kept.get(revision,", OWN),
    Guard("an action of another's partner is missing", "data/work/actions.py",
          "if row is None or not self._scope.sees(row.partner_id):", "if row is None:", OWN),
    Guard("a local site answers to loopback names only", SECURITY,
          "    if not is_loopback(host):", "    if False:", HEADERS),
    Guard("a local site refuses what a proxy sends", SECURITY,
          "    if any(name in headers for name in PROXY_HEADERS):", "    if False:", HEADERS),
    Guard("a public site answers to its own name only", SECURITY,
          "return None if host.lower() == public_host else", "return None if True else", HEADERS),
    Guard("a change comes from a page of this site", SECURITY,
          '        return site == "same-origin"\n', "        return True\n", HEADERS),
    Guard("an Origin of another site is refused", SECURITY,
          "return origin is None or origin == origin_of_site", "return True", HEADERS),
    Guard("nobody frames a page", SECURITY, '        "frame-ancestors": "\'none\'",\n', "", HEADERS),
    Guard("answers are kept by no cache", SECURITY,
          'response.headers.setdefault("Cache-Control", "no-store")', "pass", HEADERS),
    Guard("an error's text stays out of answers and logs", SECURITY,
          "type(error).__name__, _place(error))", "repr(error), _place(error))", LOGS),
    Guard("the access log names rules, not addresses", "callbacks/access_log.py",
          'request.url_rule.rule if request.url_rule is not None else "-"', "request.full_path", LOGS),
    Guard("only a link's row makes a scope", LINKS,
          "        if mint is not _MINT:\n", "        if False:\n", OF_LINKS),
    Guard("tries of a passcode are counted", "data/passcodes.py",
          "    if row.count >= TRIES:", "    if False:", OF_LINKS),
    Guard("the passcode is asked before anything is shown", SHARE,
          "        if not self._has_passcode(scope.link):", "        if False:", OF_LINKS),
    Guard("a passcode given to one link opens no other", SHARE,
          "return not link.has_passcode or self._opened() == Opened(link.id, link.turn, link.passcode_mark)",
          "return not link.has_passcode or bool(self._opened().passcode_mark)", OF_LINKS),
    Guard("the cookie is signed for this purpose", SHARE,
          "settings.signing_key(), salt=PURPOSE)", "settings.signing_key(), salt='another')", OF_LINKS),
    Guard("the cookie goes over https alone", SHARE,
          "secure=not self._services.settings.is_local", "secure=False", OF_LINKS + HEADERS),
    Guard("sections that were not chosen are not made", "callbacks/scorecard.py",
          "sections=[one for one in SECTIONS if link.shows(one)]", "sections=SECTIONS", OF_LINKS),
    Guard("links of a partner end by who sees the partner", "callbacks/linking.py",
          "    if not services.scope().sees(partner_id) or not (", "    if not (", OF_ROUTES),
    Guard("a group of peers takes five at once", PEERS,
          "if len(come) >= BATCH:", "if len(come) >= 1:", OF_PEERS),
    Guard("a group of peers loses five at once", PEERS,
          "if len(gone) >= BATCH:", "if len(gone) >= 1:", OF_PEERS),
    Guard("a group of peers is scored alone", "data/peers.py",
          "if chosen.any() else board", "if False else board", OF_PEERS),
    Guard("records keep nothing of what others book", "callbacks/reviews.py",
          "if not tells_of_peers(one.key))", "if True)", OWN),
    Guard("a link quotes no figure that it does not show", "callbacks/answer_forms.py",
          "(not measure or has_results)", "True", SENT),
    Guard("whoever has another password since begins no session", "data/people/sign_ins.py",
          " or account_of(person).password_mark != account.password_mark:", ":", PEOPLE),
    Guard("the provider is asked ten times a minute", "callbacks/limits.py",
          "PROVIDER_ENDPOINTS)\n", "())\n", BY_OIDC),
    Guard("quartiles are of eight partners", PEERS,
          "QUARTILE_MINIMUM: Final = 8", "QUARTILE_MINIMUM: Final = 5", OF_PEERS),
    Guard("a callback of the share app needs its section", ANSWERS,
          " or not scope.link.shows(section)", "", SENT),
    Guard("a callback of the share app without a row is closed", ANSWERS,
          "SHARE_CALLBACKS.get(first_input(known))", 'SHARE_CALLBACKS.get(first_input(known), "respond")', SENT),
    Guard("nothing is kept or told without a link's scope", SUBMISSIONS,
          "    if not isinstance(scope, LinkScope):\n        raise TypeError",
          "    if False:\n        raise TypeError", SENT),
    Guard("a partner is told of what it sent itself", SUBMISSIONS,
          "own = SubmissionRow.partner_id == _checked(scope).partner_id",
          "own = SubmissionRow.partner_id != ''", SENT),
    Guard("a manager decides about own partners", SUBMISSIONS,
          "if row is None or not scope.sees(row.partner_id):", "if row is None:", SENT),
    Guard("what was decided stays decided", SUBMISSIONS,
          "if row.state != SubmissionState.PENDING.value:", "if False:", SENT),
    Guard("names stand beside words from three respondents on", "callbacks/inbox.py",
          ">= FEWEST_TO_NAME", ">= 0", SENT),
    Guard("a disabled person is out", "data/people/sign_ins.py",
          "if is_over or person.disabled_at is not None:", "if is_over:", PEOPLE + DOOR),
    Guard("a one-time link is used once", "data/people/one_time.py",
          "unused = (OneTimeLink.used_at.is_(None)) & (", "unused = (", PEOPLE),
    Guard("a token gets no right that its person lacks", "data/people/tokens.py",
          " or not principal.rights.issuperset(wanted)", "", PEOPLE),
    Guard("an account rests after too many tries", "callbacks/limits.py",
          "if not self.is_on or self._windows.hit(limit, key):", "if True:", LIMITED),
    Guard("workers count together", "data/limits.py",
          "key=self._hidden(key), count", "key=self._hidden(key + str(id(self))), count", LIMITED),
    Guard("sign-in leads to this site alone", "callbacks/sign_in_values.py",
          '    if odd or len(text) > LONGEST_PATH:\n        return ""\n', "", DOOR),
    Guard("an e-mail of a provider is a verified one", OIDC,
          'claims.get("email_verified") is True', "True", BY_OIDC),
    Guard("a provider's signature is by its own keys", OIDC,
          "[name for name in offered if name in ALGORITHMS]", "list(offered)", BY_OIDC),
    Guard("a cell that looks like a formula is made harmless", "data/table_files.py",
          "if isinstance(value, str) and _FORMULA.match(value) and not _is_number(value):", "if False:",
          ("tests/data/test_table_files.py", "tests/callbacks/test_audit.py")),
    Guard("the audit log is not rewritten", "data/migrations/versions/0006_people_and_sharing.py",
          "CREATE TRIGGER audit_is_not_rewritten BEFORE UPDATE ON audit ",
          "CREATE TRIGGER audit_is_not_rewritten BEFORE UPDATE ON limit_counts ", ("tests/callbacks/test_audit.py",)),
    Guard("a weak key is refused", "data/settings.py",
          "        reason = weakness(self.secret_key)", '        reason = ""', ("tests/data/test_settings.py",)),
)
# fmt: on


def main() -> int:
    """Try every guard and print what noticed; 1 when one is missed by nobody."""
    missed = 0
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "code"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        print("| guard taken out | where | noticed by |\n|---|---|---|")  # noqa: T201
        for guard in GUARDS:
            if wanted and not any(word in guard.name for word in wanted):
                continue
            noticed = tests_that_notice(copy, guard)
            missed += not noticed
            listed = ", ".join(f"`{name}`" for name in noticed) or "**nobody**"
            print(f"| {guard.name} | `{guard.file}` | {listed} |", flush=True)  # noqa: T201
    return 1 if missed else 0


def tests_that_notice(copy: Path, guard: Guard) -> list[str]:
    """Return the name of the first test that fails without a guard, in a list; an empty one when none does."""
    path = copy / guard.file
    whole = path.read_text(encoding="utf-8")
    path.write_text(without(whole, guard), encoding="utf-8")
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider", *guard.tests],
            cwd=copy, capture_output=True, text=True, check=False,
        )  # fmt: skip
    finally:
        path.write_text(whole, encoding="utf-8")
    found = re.findall(r"^(?:FAILED|ERROR) \S+::(\w+)", ran.stdout, re.MULTILINE)
    return list(dict.fromkeys(found))


def without(text: str, guard: Guard) -> str:
    """Return the code of a file without a guard.

    Raises
    ------
    ValueError
        When the guard does not stand there once: it has moved, and the list has to follow.
    """
    if text.count(guard.old) != 1:
        raise ValueError(f"{guard.name}: its code stands {text.count(guard.old)} times in {guard.file}")
    return text.replace(guard.old, guard.new)


if __name__ == "__main__":
    sys.exit(main())
