"""What a notebook's page runs: all modules of the views, and Plotly, in one text.

An output has no address that modules could lie at, and may not add an import map. So js/widget.js
makes an address of each module (blob:), those that it imports first.
"""

import json
import re
from base64 import b64encode
from functools import cache

from orgnet_views.assets import JS, version
from orgnet_views.replay.modules import modules
from orgnet_views.replay.packing import compress

HOST = "orgnet/notebook.js"
_NAMED = re.compile(r"""(?:\bfrom\s*|^import\s*)["'](orgnet/[^"']+)["']""", re.MULTILINE)


@cache
def module() -> str:
    """An ES module as anywidget takes it."""
    packed = json.dumps(
        {
            "modules": in_order(modules("notebook.js")),
            "plotly": (JS / "vendor" / "plotly-basic.min.js").read_text(encoding="utf-8"),
        }
    )
    code = (JS / "widget.js").read_text(encoding="utf-8")
    values = {"VERSION": version(), "PACKED": b64encode(compress(packed.encode())).decode()}
    for name, value in values.items():
        code = code.replace(f"{{{{{name}}}}}", value)
    return code


@cache
def style() -> str:
    return (JS / "board.css").read_text(encoding="utf-8")


def in_order(named: dict[str, str]) -> list[tuple[str, str]]:
    """Modules, each behind those that it imports; what is imported when it is needed has no place
    of its own. Raises ValueError where two import each other."""
    ordered: dict[str, str] = {}

    def place(name: str, importers: tuple[str, ...]) -> None:
        if name in importers:
            raise ValueError(f"{name} imports itself: {', '.join(importers)}")
        for needed in _NAMED.findall(named[name]):
            if needed not in ordered:
                place(needed, (*importers, name))
        ordered[name] = named[name]

    for name in named:
        if name not in ordered:
            place(name, ())
    return list(ordered.items())
