"""Who may import whom: the contracts in pyproject.toml, and that they name every feature."""

import tomllib
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[2]
FEATURES = ROOT / "src" / "ticketing" / "features"


def test_imports_keep_the_contracts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_every_feature_has_its_layer() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = contracts["contracts"][0]["layers"]
    named = {name.strip(" ()") for layer in layers for name in layer.split("|")}
    there = {f"ticketing.features.{init.parent.name}" for init in FEATURES.glob("*/__init__.py")}
    assert there <= named
    package = FEATURES.parent
    modules = {f"ticketing.{path.stem}" for path in package.glob("[a-z]*.py")}
    modules |= {f"ticketing.{init.parent.name}" for init in package.glob("*/__init__.py")}
    assert modules - {"ticketing.features"} <= named
