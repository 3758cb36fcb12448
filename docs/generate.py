"""Write the tables of the README from the registries that the code uses: ``make docs``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from data.settings import KNOWN
from kpi.catalogue import CATALOGUE, Direction, Kpi
from kpi.schema import TABLES

README = Path(__file__).parents[1] / "README.md"
_BETTER = {Direction.UP: "up", Direction.DOWN: "down", Direction.BAND: "target band"}


def tables() -> Mapping[str, str]:
    """Return each generated table as Markdown, by the name of its markers."""
    return {
        "tables": _table(
            ("table", "one row is", "needed", "may have"),
            (
                (f"`{one.name}`", one.row_noun, _code(one.required), _code(_optional(one.name)))
                for one in TABLES.values()
            ),
        ),
        "kpis": _table(
            ("id", "KPI", "applies to", "unit", "better", "formula"),
            (
                (f"`{one.id}`", one.name, _scope(one), one.unit.value, _BETTER[one.direction], one.text.formula)
                for one in CATALOGUE.values()
            ),
        ),
        "settings": _table(("setting", "what it is"), ((f"`{name}`", text) for name, text in KNOWN.items())),
    }


def renewed(text: str) -> str:
    """Return a document with what stands between the markers of each table written anew."""
    for name, table in tables().items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = pattern.sub(lambda found, table=table: f"{found[1]}{table}{found[2]}", text)
    return text


def _optional(table: str) -> list[str]:
    return [column.name for column in TABLES[table].columns if not column.required]


def _scope(kpi: Kpi) -> str:
    return ", ".join(kpi.partner_types) or ("groups" if kpi.scope.value == "groups" else "all")


def _code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    first, *others = (f"| {' | '.join(cells)} |\n" for cells in (head, *rows))
    return "".join([first, f"|{'---|' * len(head)}\n", *others])


def main() -> int:
    """Rewrite the README."""
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
