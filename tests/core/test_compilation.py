"""What is compiled is kept, and made anew when what it is made of has changed."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import orgnet_core
from orgnet_core.compilation import CALLED_FROM_OTHERS

CORE = Path(orgnet_core.__file__).parent
COUNT = """
from numba.core import event
from orgnet_core.losses import squared_error
import numpy as np
with event.install_recorder("numba:compile") as recorder:
    squared_error(np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((1, 1)))
print(len(recorder.buffer))
"""


def test_a_function_is_made_anew_when_what_it_calls_elsewhere_has_changed(tmp_path):
    folder = shutil.copytree(CORE, tmp_path / "orgnet_core", ignore=lambda *_: ["__pycache__"])

    def compiles() -> bool:
        command = [sys.executable, "-c", COUNT]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        return int(done.stdout) > 0

    assert compiles() and not compiles()
    for name in CALLED_FROM_OTHERS:
        with (folder / name).open("a") as file:
            file.write("# changed\n")
        assert compiles(), name


def test_compiled_functions_of_other_files_are_called_from_nowhere_else():
    """Or their callers would not notice either."""
    modules = {path.stem: ast.parse(path.read_text()) for path in CORE.rglob("*.py")}
    made = {
        name: {
            each.name
            for each in ast.walk(tree)
            if isinstance(each, ast.FunctionDef) and any(map(_compiles, each.decorator_list))
        }
        for name, tree in modules.items()
    }
    for name, tree in modules.items():
        foreign = set().union(
            *(
                made[each]
                for each in made
                if each != name and f"{each}.py" not in CALLED_FROM_OTHERS
            )
        )
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and function.name in made[name]:
                called = {
                    call.func.id
                    for call in ast.walk(function)
                    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
                }
                assert not called & (foreign - made[name])


def _compiles(decorator: ast.expr) -> bool:
    return "compiled" in ast.unparse(decorator) or "inlined" in ast.unparse(decorator)
