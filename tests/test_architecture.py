import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def test_imports_follow_the_layers() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    ran = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_nobody_imports_the_app_but_tests() -> None:
    for path in sources("kpi", "data", "layouts", "callbacks"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert "app" not in names, path


def test_kpi_opens_no_file_and_asks_no_clock() -> None:
    for path in sources("kpi"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.])open\(|\.today\(|\.now\(|os\.environ|read_text\(|read_bytes\(", text), path


def test_callbacks_are_registered_on_their_own_app() -> None:
    for path in sources("layouts", "callbacks"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*@(dash\.)?callback\b", text, re.MULTILINE), path
        assert not re.search(r"from dash import .*\b(callback|clientside_callback)\b", text), path


SCOPED = ("Actions", "InsightStates", "Reviews", "SavedViews", "Targets")
"""What keeps people's work, and shows of it what somebody may see."""


def test_only_services_make_what_shows_peoples_work() -> None:
    """Made elsewhere, it would show everybody everything: `Services` makes it for who asks."""
    for path in sources("callbacks"):
        text = path.read_text(encoding="utf-8")
        if path.name != "services.py":
            assert not re.search(rf"\b({'|'.join(SCOPED)})\(", text), path
        else:
            for name in SCOPED:
                (made,) = re.findall(rf"(?<=\b{name}\()self[^\n]*", text)
                assert "self.scope()" in made or "principal" in made, name


def test_no_generator_looks_for_who_asks() -> None:
    """A generator runs when the request, and who asked, are gone: it would see all partners."""
    for path in sources("callbacks"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef) or not _yields(node):
                continue
            names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            names |= {one.arg for one in node.args.args}
            assert not names & {"services", "who", "may"}, (path, node.name)


def _yields(function: ast.FunctionDef) -> bool:
    """Whether a function is a generator itself, whatever those within it are."""
    inner = [one for one in ast.walk(function) if isinstance(one, ast.FunctionDef) and one is not function]
    within = {each for one in inner for each in ast.walk(one)}
    return any(isinstance(one, ast.Yield | ast.YieldFrom) and one not in within for one in ast.walk(function))


def test_lock_files_name_no_host_and_pin_everything() -> None:
    for name in LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text, name
        assert not re.search(r"^\s*--(?!hash=)", text, re.MULTILINE), name
        requirements = [line for line in text.splitlines() if re.match(r"[A-Za-z]", line)]
        assert len(requirements) > 20
        for line in requirements:
            assert re.match(r"[\w.\-]+(\[[\w,]+\])?==[\w.]+", line), line


def test_the_locks_agree() -> None:
    run, dev = (
        dict(re.findall(r"^([\w.\-]+)==([\w.]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in LOCKS
    )
    assert {name: dev.get(name) for name in run} == run
