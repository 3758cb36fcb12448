"""Finds a Chromium for the browser tests, and installs one where there is none.

In this order: a Chromium or Chrome on PATH, the one without windows first, which draws sooner; the one that
Playwright installed, or installs; Debian's package, when run as root. ``make test`` runs this before the tests; alone
it prints what it found.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
#: Set to a browser's path to use that one.
OVERRIDE = "TEST_BROWSER"
DEBIAN_STEPS = (("apt-get", "update", "-qq"), ("apt-get", "install", "-qq", "--yes", "chromium-headless-shell"))
HELP = f"No Chromium was found. Install Chromium or Chrome so that it is on PATH, or give its path as {OVERRIDE}."


def find() -> str | None:
    """Path of a browser that is there already, or None."""
    override = os.environ.get(OVERRIDE)
    return override or _on_path() or _of_playwright()


def install() -> str | None:
    """Install a browser and return its path; None when nothing worked."""
    _run((sys.executable, "-m", "playwright", "install", "chromium"))
    found = _of_playwright()
    if found is None and shutil.which("apt-get") and os.geteuid() == 0:
        for step in DEBIAN_STEPS:
            _run(step)
        found = _on_path()
    return found


def _on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _of_playwright() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def _run(command: tuple[str, ...]) -> None:
    """Run a step of an installation; that it failed is seen by what it leaves behind."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=False, stdin=subprocess.DEVNULL, env=environment)


def main() -> int:
    """Print the browser; install one first where there is none."""
    found = find() or install()
    sys.stdout.write(f"Browser for the tests: {found}\n" if found else f"{HELP}\n")
    return 0 if found else 1


if __name__ == "__main__":
    raise SystemExit(main())
