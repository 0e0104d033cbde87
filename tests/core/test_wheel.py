"""The package as others install it: built, laid outside the checkout, beside only what it needs."""

import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import Distribution, PathDistribution, distribution, packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("orgnet_core", "orgnet_views")
OF_THE_PAGES = {"streamlit", "plotly", "uvloop", "httptools", "starlette", "uvicorn"}
# Runs before anything else: to Python it is as if these modules were not installed.
HIDE = "import sys\nsys.modules.update(dict.fromkeys({hidden!r}))\n"
IMPORT_ALL = """
import importlib, pkgutil, orgnet_core
for module in pkgutil.walk_packages(orgnet_core.__path__, "orgnet_core."):
    importlib.import_module(module.name)
print(orgnet_core.__file__)
"""


def run(*command: str | Path, **options) -> str:
    """What the command says; fails with what it complained of."""
    ended = subprocess.run(command, capture_output=True, text=True, **options)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def sources() -> set[str]:
    """The files of the packages, relative to the root."""
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*")]
    kept = [file for file in files if file.is_file() and "__pycache__" not in file.parts]
    return {file.relative_to(ROOT).as_posix() for file in kept}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Built from a copy, so that nothing is left in the checkout."""
    copy, built = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("built")
    for file in sources() | {"pyproject.toml", "README.md", "LICENSE"}:
        (copy / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, copy / file)
    options = ("--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", built)
    run(sys.executable, "-m", "pip", "wheel", "--quiet", *options, copy)
    (wheel,) = built.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def place(wheel, tmp_path_factory) -> Path:
    """A folder with the package, which hides what the package does not ask for."""
    place = tmp_path_factory.mktemp("installed")
    options = ("--no-deps", "--no-index", "--no-compile", "--target", place)
    run(sys.executable, "-m", "pip", "install", "--quiet", *options, wheel)
    there = closure(installed(place))
    hidden = [name for name, owners in packages_distributions().items() if not there & {*owners}]
    (place / "sitecustomize.py").write_text(HIDE.format(hidden=hidden))
    return place


@pytest.fixture
def outside(place, tmp_path):
    """Run a command away from the checkout; its stdout."""
    ours = ("PYTHON", "ORGNET")
    environment = {name: v for name, v in os.environ.items() if not name.startswith(ours)}
    environment["PYTHONPATH"] = str(place)
    return lambda *command: run(*command, cwd=tmp_path, env=environment)


def installed(place: Path) -> Distribution:
    return PathDistribution(next(place.glob("*.dist-info")))


def closure(package: Distribution) -> set[str]:
    """Names of the distributions that installing the package without extras brings, in the end."""
    found, waiting = set[str](), [package]
    while waiting:
        for need in map(Requirement, waiting.pop().requires or ()):
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                needed = distribution(need.name)
                if needed.name not in found:
                    found.add(needed.name)
                    waiting.append(needed)
    return found


def test_every_file_of_the_packages_is_in_the_wheel(wheel):
    names = ZipFile(wheel).namelist()
    assert {name for name in names if ".dist-info/" not in name} == sources()
    assert "orgnet_core/py.typed" in names
    for name in ("mnist15.npz", "mnist28.npz", "fashion15.npz", "README.md"):
        assert any(other.endswith(f"/data/{name}") for other in names), name


def test_the_package_has_the_version_that_it_says_of_itself(outside, place):
    said = outside(sys.executable, "-c", "import orgnet_core; print(orgnet_core.__version__)")
    assert said.strip() == installed(place).version


def test_the_core_asks_for_nothing_of_the_pages_and_the_extras_do(place):
    needs = [Requirement(line) for line in installed(place).requires]
    core = {canonicalize_name(need.name) for need in needs if need.marker is None}
    assert not core & (OF_THE_PAGES | {"torchvision", "onnx", "anywidget", "distributed"})
    lab = {need.name for need in needs if need.marker and need.marker.evaluate({"extra": "lab"})}
    assert lab >= OF_THE_PAGES
    extras = installed(place).metadata.get_all("Provides-Extra")
    assert {"lab", "notebook", "onnx", "cluster"} <= {*extras}


def test_every_module_of_the_core_can_be_imported_beside_only_what_the_package_asks_for(
    outside, place
):
    where = outside(sys.executable, "-c", IMPORT_ALL).strip()
    assert Path(where) == place / "orgnet_core" / "__init__.py"


@pytest.mark.parametrize("module", sorted(OF_THE_PAGES | {"torchvision", "ui", "numpy"}))
def test_it_sees_what_it_asks_for_and_nothing_of_the_pages(outside, module):
    find = f"from importlib.util import find_spec; print(find_spec({module!r}) is not None)"
    assert outside(sys.executable, "-c", find) == f"{module == 'numpy'}\n"


def test_its_command_lists_presets_and_trains(outside, place, tmp_path):
    command = place / "bin" / "organism-lab"
    presets = json.loads(outside(command, "presets", "--json"))
    assert "addition" in [preset["name"] for preset in presets]
    options = ("--epochs", "1", "--set", "kernel=torch", "--runs", tmp_path / "kept", "--json")
    result = json.loads(outside(command, "train", "addition", *options))
    assert result["epoch"] == 1 and any((tmp_path / "kept").iterdir())
