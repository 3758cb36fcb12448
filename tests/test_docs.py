"""The tables of the README equal what the code says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from data.settings import KNOWN
from docs.generate import renewed
from kpi.catalogue import CATALOGUE
from kpi.schema import TABLES
from tests.kpi.frames import default_method

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def table_rows(name: str) -> list[list[str]]:
    """Return the cells of a marked table, without its head."""
    block = README.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in block.strip().splitlines()[2:]]


def test_generated_tables_are_those_of_the_registries() -> None:
    assert renewed(README) == README, "run make docs"
    ids = [row[0].strip("`") for row in table_rows("kpis")]
    assert ids == list(CATALOGUE)
    assert [row[0].strip("`") for row in table_rows("tables")] == list(TABLES)
    assert [row[0].strip("`") for row in table_rows("settings")] == list(KNOWN)


def test_dependencies_are_those_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = sorted(re.split(r"[~=<>\[]", line)[0] for line in project["dependencies"])
    assert [row[0] for row in table_rows("dependencies")] == names


def test_the_worked_number_uses_the_method_as_shipped() -> None:
    worked = README.split("### One number worked through")[1].split("##")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in worked.splitlines() if line.startswith("|")
    ]
    components = default_method().components
    for row, component in zip(rows[2:-1], components, strict=True):
        assert row[0].startswith(component.label)
        assert (float(row[2]), float(row[4])) == (component.reference, component.weight)
        score = 100 * min(float(row[1]) / component.reference, 1)
        assert float(row[3]) == pytest.approx(score, abs=0.05)
        assert float(row[5]) == pytest.approx(score * component.weight / 100, abs=0.05)


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").glob("*.md")), ids=lambda p: p.name
)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
