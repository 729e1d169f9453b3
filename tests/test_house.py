"""Holds the house's own lists together: pinned packages and the rules that name them."""

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Of the pinned ones: what other packages use and we have no business with.
PLUMBING = {"setuptools"}


def asked_for(file: str) -> set[str]:
    """The packages that a requirements file names itself."""
    lines = (ROOT / "requirements" / file).read_text(encoding="utf-8").splitlines()
    names = (re.match(r"[A-Za-z0-9._-]+", line) for line in lines if not line.startswith("-"))
    return {normal(name[0]) for name in names if name}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def modules_of(packages: set[str]) -> set[str]:
    """What one imports of these packages, as the installed ones say."""
    return {
        module
        for module, sources in packages_distributions().items()
        if not module.startswith("_") and packages & {normal(source) for source in sources}
    }


@pytest.mark.parametrize(("contract", "allowed"), [("rules", set()), ("forecast", {"numpy"})])
def test_forbidden_libraries_are_all_that_we_use(contract: str, allowed: set[str]) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {each["id"]: each for each in settings["tool"]["importlinter"]["contracts"]}
    forbidden = set(contracts[contract]["forbidden_modules"])
    ours = modules_of(asked_for("run.in") - PLUMBING)
    assert ours - forbidden == allowed


@pytest.mark.parametrize("file", ["run.txt", "test.txt", "voice.txt"])
def test_pinned_packages_carry_hashes_and_no_address(file: str) -> None:
    text = (ROOT / "requirements" / file).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    pins = re.findall(r"^\S+==\S+.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+", text, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^\S+==", text, re.MULTILINE)) > 0


@pytest.mark.parametrize("file", ["run.txt", "voice.txt"])
def test_tests_run_with_the_packages_that_users_get(file: str) -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return set(re.findall(r"^\S+==\S+", text, re.MULTILINE))

    assert pins(file) <= pins("test.txt")


@pytest.mark.parametrize(("contract", "allowed"), [("sql", {"storage"}), ("flask", {"web", "app"})])
def test_what_is_forbidden_is_forbidden_everywhere_else(contract: str, allowed: set[str]) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {each["id"]: each for each in settings["tool"]["importlinter"]["contracts"]}
    house = {
        path.stem
        for path in (ROOT / "queue_app").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    floors = {f"queue_app.{name}" for name in house - allowed - {"__init__"}}
    assert floors <= set(contracts[contract]["source_modules"])
