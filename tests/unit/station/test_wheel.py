"""What is handed over holds the product, and no tool of research."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import build_installer

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("station", "drivers", "models", "resources")
RESEARCH = tuple(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["biometric-station"]["research"])


def is_research(module: str) -> bool:
    return any(f"{module}.".startswith(f"{name}.") for name in RESEARCH)


def name_of(file: Path) -> str:
    return ".".join(file.with_suffix("").parts).removesuffix(".__init__")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What setuptools puts into a wheel."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "setup.py", "--quiet", "egg_info", "--egg-base", str(out), "build_py"]
    done = subprocess.run(
        [*command, "--build-lib", str(out / "lib")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return out / "lib"


def test_a_wheel_holds_every_module_but_those_of_research(built: Path) -> None:
    ours = {file.relative_to(ROOT) for room in ROOMS for file in (ROOT / room).rglob("*.py")}
    packed = {file.relative_to(built) for file in built.rglob("*.py")}
    assert {name_of(file) for file in ours - packed} == {name_of(file) for file in ours if is_research(name_of(file))}
    assert packed <= ours
    assert len(ours - packed) >= len(RESEARCH)


def test_a_wheel_holds_its_data(built: Path) -> None:
    for file in ("models/matching/calibration.json", "resources/fonts/Inter-Regular.ttf", "resources/theme.qss"):
        assert (built / file).is_file(), file


def test_every_name_of_research_is_a_module_that_is_there() -> None:
    for name in RESEARCH:
        path = ROOT / Path(*name.split("."))
        assert path.is_dir() or path.with_suffix(".py").is_file(), name


def test_nothing_that_ships_imports_research() -> None:
    wrong = []
    for file in (file for room in ROOMS for file in (ROOT / room).rglob("*.py")):
        if is_research(name_of(file.relative_to(ROOT))):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                continue
            wrong += [(file, name) for name in names if is_research(name)]
    assert wrong == []


def test_the_frozen_program_leaves_the_same_out() -> None:
    assert set(RESEARCH) <= set(build_installer.EXCLUDED)
