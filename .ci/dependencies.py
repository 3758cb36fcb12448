"""Look the locked dependencies up among the known vulnerabilities; fail when one of them is affected.

Where the service with the vulnerabilities can't be reached, or does not know a package, that is said and is no
failure: whether a change is sound must not depend on somebody else's server.
"""

from __future__ import annotations

import json
import subprocess
import sys

SECONDS = 120


def main(lock: str) -> int:
    """Audit a lock file and return the exit code."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--requirement", lock]
    try:
        ran = subprocess.run(
            [*command, "--format", "json", "--progress-spinner", "off"],
            capture_output=True, text=True, check=False, timeout=SECONDS,
        )  # fmt: skip
        found = json.loads(ran.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print("dependencies: the service with known vulnerabilities could not be reached; nothing was audited")
        return 0
    audited = [one for one in found if "vulns" in one]
    affected = [one for one in audited if one["vulns"]]
    print(f"dependencies: {len(audited)} audited, {len(found) - len(audited)} unknown to the service")
    for one in affected:
        for hole in one["vulns"]:
            fixed = ", ".join(hole.get("fix_versions", [])) or "no version yet"
            print(f"dependencies: {one['name']} {one['version']} has {hole['id']}; mended in {fixed}")
    return 1 if affected else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
