from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from data.store import Store

# For hours rather than seconds: pytest --hypothesis-profile=thorough tests/data/test_imports_stateful.py
settings.register_profile("thorough", max_examples=1000, stateful_step_count=30, deadline=None)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "home")
    opened.migrate()
    yield opened
    opened.close()
