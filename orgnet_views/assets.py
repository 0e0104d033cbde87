"""The ES modules of the views, Plotly among them: files, and a version that names them all."""

import hashlib
from functools import cache
from pathlib import Path

JS = Path(__file__).parent / "js"


def version() -> str:
    """Changes with any view's code, so that browsers may keep what they have for ever."""
    digest = hashlib.sha256()
    for path in sorted(path for path in JS.rglob("*") if path.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def module(name: str) -> Path | None:
    """The ES module of that name, such as core/store.js; None if there is none."""
    return _modules().get(name)


@cache
def _modules() -> dict[str, Path]:
    return {path.relative_to(JS).as_posix(): path for path in JS.rglob("*.js")}
