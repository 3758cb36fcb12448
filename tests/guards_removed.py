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
SHOWN: Final = 2


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


ACCESS, SECURITY, SHARE = "callbacks/access.py", "callbacks/security.py", "callbacks/share.py"
MATRIX, HEADERS = "tests/callbacks/test_access.py", "tests/callbacks/test_headers.py"
LINKS, OWN = "tests/data/test_links.py", "tests/callbacks/test_own_partners.py"

GUARDS: Final = (
    Guard(
        "a route needs a right",
        ACCESS,
        "if not isinstance(need, Right) or who().may(need):",
        "if True:",
        (MATRIX,),
    ),
    Guard("a route without a row is closed", ACCESS, "        if need is None:\n", "        if False:\n", (MATRIX,)),
    Guard(
        "a callback needs a right",
        ACCESS,
        "if need is None or not who().may(need):",
        "if need is None:",
        (MATRIX,),
    ),
    Guard(
        "a callback without a row is closed",
        ACCESS,
        "if need is None or not who().may(need):",
        "if need is not None and not who().may(need):",
        (MATRIX,),
    ),
    Guard(
        "a token counts for the API alone",
        ACCESS,
        'if not request.path.startswith(("/api/", "/export/")):',
        "if False:",
        (MATRIX,),
    ),
    Guard(
        "an unknown principal has no board",
        "callbacks/services.py",
        "if board is None or not principal.is_known:",
        "if board is None:",
        (MATRIX, "tests/callbacks/test_share.py", OWN),
    ),
    Guard(
        "a manager's board holds own partners",
        "callbacks/services.py",
        "    if not principal.manages:\n        return board\n",
        "    return board\n",
        (OWN,),
    ),
    Guard(
        "a local site answers to loopback names only",
        SECURITY,
        "    if not is_loopback(host):",
        "    if False:",
        ("tests/callbacks/test_security.py",),
    ),
    Guard(
        "a local site refuses what a proxy sends",
        SECURITY,
        "    if any(name in headers for name in PROXY_HEADERS):",
        "    if False:",
        ("tests/callbacks/test_security.py",),
    ),
    Guard(
        "a public site answers to its own name only",
        SECURITY,
        "return None if host.lower() == public_host else",
        "return None if True else",
        (HEADERS,),
    ),
    Guard(
        "a change comes from a page of this site",
        SECURITY,
        '        return site == "same-origin"\n',
        "        return True\n",
        (HEADERS, "tests/callbacks/test_security.py"),
    ),
    Guard(
        "an Origin of another site is refused",
        SECURITY,
        "return origin is None or origin == origin_of_site",
        "return True",
        (HEADERS, "tests/callbacks/test_security.py"),
    ),
    Guard("nobody frames a page", SECURITY, '        "frame-ancestors": "\'none\'",\n', "", (HEADERS,)),
    Guard(
        "answers are kept by no cache",
        SECURITY,
        'response.headers.setdefault("Cache-Control", "no-store")',
        "pass",
        (HEADERS,),
    ),
    Guard(
        "only a link's row makes a scope",
        "data/links.py",
        "        if mint is not _MINT:\n",
        "        if False:\n",
        (LINKS,),
    ),
    Guard(
        "an error's text stays out of answers and logs",
        SECURITY,
        "type(error).__name__, _place(error))",
        "repr(error), _place(error))",
        ("tests/callbacks/test_logs.py", "tests/callbacks/test_security.py"),
    ),
    Guard(
        "the access log names rules, not addresses",
        "callbacks/access_log.py",
        'request.url_rule.rule if request.url_rule is not None else "-"',
        "request.full_path",
        ("tests/callbacks/test_logs.py",),
    ),
    Guard(
        "a cell that looks like a formula is made harmless",
        "data/table_files.py",
        "if isinstance(value, str) and _FORMULA.match(value) and not _is_number(value):",
        "if False:",
        ("tests/data/test_table_files.py", "tests/browser/test_hostile_texts.py", "-k", "formula or table_files"),
    ),
    Guard(
        "the audit log is not rewritten",
        "data/migrations/versions/0006_people_and_sharing.py",
        "CREATE TRIGGER audit_is_not_rewritten BEFORE UPDATE ON audit ",
        "CREATE TRIGGER audit_is_not_rewritten BEFORE UPDATE ON limit_counts ",
        ("tests/callbacks/test_audit.py",),
    ),
    Guard(
        "a weak key is refused",
        "data/settings.py",
        "        reason = weakness(self.secret_key)",
        '        reason = ""',
        ("tests/data/test_settings.py", "tests/callbacks/test_security.py"),
    ),
)


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
            listed = ", ".join(f"`{name}`" for name in noticed[:SHOWN]) or "**nobody**"
            more = f" and {len(noticed) - SHOWN} more" if len(noticed) > SHOWN else ""
            print(f"| {guard.name} | `{guard.file}` | {listed}{more} |", flush=True)  # noqa: T201
    return 1 if missed else 0


def tests_that_notice(copy: Path, guard: Guard) -> list[str]:
    """Return the names of the tests that fail without a guard, each once."""
    path = copy / guard.file
    whole = path.read_text(encoding="utf-8")
    path.write_text(without(whole, guard), encoding="utf-8")
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", *guard.tests],
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
