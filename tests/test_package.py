"""What is built from the repository carries what the tracker needs beside its code."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from support import PATIENCE

ROOT = Path(__file__).parents[1]
FILES = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "NOTICE", ".gitignore")
BUILD = "import hatchling.build as b; print(b.build_{}({!r}))"
UI = {"ticketing/_ui/index.html", "ticketing/_ui/assets/index-x1.js.br"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What the build reads, and of the code no more than makes it a package."""
    copy = tmp_path / "checkout"
    (copy / "src" / "ticketing").mkdir(parents=True)
    for name in (*FILES, "src/ticketing/__init__.py"):
        shutil.copy(ROOT / name, copy / name)
    shutil.copytree(ROOT / "alembic", copy / "alembic")
    return copy


def built(checkout: Path, what: str) -> Path:
    command = [sys.executable, "-c", BUILD.format(what, str(checkout.parent))]
    done = subprocess.run(
        command, cwd=checkout, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    return checkout.parent / done.stdout.split()[-1]


def names(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("kind", ["wheel", "editable"])
def test_without_a_built_ui_there_is_a_package_all_the_same(checkout: Path, kind: str) -> None:
    found = names(built(checkout, kind))
    assert any(name.startswith("ticketing/_alembic/versions/") for name in found)
    assert not any(name.startswith("ticketing/_ui") for name in found)


def test_the_built_ui_comes_along(checkout: Path) -> None:
    for name in UI:
        path = checkout / "ui" / "dist" / name.removeprefix("ticketing/_ui/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("built")
    assert names(built(checkout, "wheel")) >= UI
    assert not names(built(checkout, "editable")) & UI, "it would be served when it is stale"
    unpacked = checkout.parent / "unpacked"
    unpacked.mkdir()
    subprocess.run(["tar", "xf", built(checkout, "sdist"), "-C", unpacked], check=True)
    (source,) = unpacked.iterdir()
    assert names(built(source, "wheel")) >= UI
