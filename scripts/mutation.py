"""Does a test notice? Small faults are put into the science, one at a time: python -m
scripts.mutation [MODULE …].

Needs cosmic-ray (`pip install cosmic-ray`), a library for this, and hours for all modules. Works
in a copy of the checkout. Prints each fault that no test of its module has found.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
TESTS = {  # of each module, those that have to find its faults
    "particles": ("particles", "reference"),
    "organism": ("organism", "reference"),
    "kernels": ("kernels", "trainer_reference"),
    "fixpoints": ("fixpoints",),
    "measures": ("measures",),
    "selftraining": ("selftraining",),
    "robustness": ("robustness",),
    "endurance": ("endurance",),
    "trajectories": ("trajectories",),
    "cadence": ("cadence",),
}
CONFIG = """
[cosmic-ray]
module-path = {module}
timeout = 300.0
excluded-modules = []
test-command = {command}
[cosmic-ray.distributor]
name = "local"
"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Put small faults into the science.")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(TESTS))
    modules = parser.parse_args(arguments).modules or list(TESTS)
    if unknown := set(modules) - TESTS.keys():
        parser.error(f"no module {', '.join(unknown)}; there are {', '.join(TESTS)}")
    if shutil.which("cosmic-ray") is None:
        sys.exit("This needs cosmic-ray: pip install cosmic-ray, and have its folder in PATH.")
    return sum(survivors(module) for module in modules) > 0


def survivors(module: str) -> int:
    """How many faults of that module no test has found; prints them."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "checkout"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "node_modules", "runs"))
        faults = faults_of(module, copy)
    lived = [fault for fault in faults if fault["outcome"] == "survived"]
    for fault in lived:
        print(f"orgnet_core/{module}.py:{fault['line']}: {fault['operator']}\n{fault['diff']}")
    print(f"{module}: {len(faults) - len(lived)} of {len(faults)} faults found", flush=True)
    return len(lived)


def faults_of(module: str, copy: Path) -> list[dict]:
    """Every fault with what became of it."""
    files = " ".join(f"tests/core/test_{name}.py" for name in TESTS[module])
    command = f"{sys.executable} -m pytest -q -x -p no:cacheprovider {files}"
    quoted = {"module": f"orgnet_core/{module}.py", "command": command}
    config = CONFIG.format(**{name: json.dumps(text) for name, text in quoted.items()})
    assert tomllib.loads(config)
    (copy / "mutation.toml").write_text(config)
    for step in (["init"], ["exec"]):
        subprocess.run(
            ["cosmic-ray", *step, "mutation.toml", "faults.sqlite"], cwd=copy, check=True
        )
    dump = subprocess.run(
        ["cosmic-ray", "dump", "faults.sqlite"], cwd=copy, check=True, capture_output=True
    )
    return [fault(*json.loads(line)) for line in dump.stdout.splitlines()]


def fault(work: dict, result: dict | None) -> dict:
    (mutation,) = work["mutations"]
    return {
        "line": mutation["start_pos"][0],
        "operator": mutation["operator_name"],
        "outcome": result and result["test_outcome"],
        "diff": result and result["diff"],
    }


if __name__ == "__main__":
    sys.exit(main())
