"""The views' ES modules for a page that has no server to ask for them.

There an import map has them by name, and each address in it is a whole module (a data: address).
Such a module lies nowhere that others could be relative to, so it imports them by name.
"""

import posixpath
import re
from pathlib import Path

from orgnet_views.assets import JS

FOLDERS = ("core", "draw", "parts", "views")
BOARD = "board.js"
# What a module names to import it, statically or not, relative to itself.
_RELATIVE = re.compile(
    r"""((?:\bfrom\s*|\bimport\s*\(\s*|^import\s*)["'`])(\.{1,2}/[^"'`]+)""", re.MULTILINE
)


def modules(host: str) -> dict[str, str]:
    """Their code by name, such as orgnet/core/store.js. `host` is the module that shows boards, of
    those that lie beside the folders."""
    paths = [JS / name for name in (BOARD, host)]
    paths += [path for folder in FOLDERS for path in sorted((JS / folder).glob("*.js"))]
    return {_name_of(path.relative_to(JS).as_posix()): _by_name(path) for path in paths}


def _by_name(path: Path) -> str:
    """Its code, with names in place of relative addresses."""
    folder = path.parent.relative_to(JS).as_posix()

    def named(found: re.Match[str]) -> str:
        return found[1] + _name_of(posixpath.normpath(posixpath.join(folder, found[2])))

    return _RELATIVE.sub(named, path.read_text(encoding="utf-8"))


def _name_of(module: str) -> str:
    return f"orgnet/{module}"
