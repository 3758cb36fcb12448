"""What becomes of a store when an import, an undo or a redo is interrupted: every step, every fault.

Run: python -m tests.bench.faults
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.faults import Ground, try_everything


def main() -> None:
    """Try and print."""
    with tempfile.TemporaryDirectory() as folder:
        report = try_everything(Ground(Path(folder)))
    sys.stdout.write(report.text())
    sys.exit(report.survived != report.tried)


if __name__ == "__main__":
    main()
