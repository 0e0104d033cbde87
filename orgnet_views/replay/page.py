"""A recorded run as one HTML file: the boards of the dashboard, what they show, and nothing else."""

import json
import posixpath
import re
from base64 import b64encode
from html import escape
from pathlib import Path

from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store import Store
from orgnet_core.runs.versions import in_words
from orgnet_core.tasks import TASKS
from orgnet_views.assets import JS
from orgnet_views.board import facts_of
from orgnet_views.replay.packing import compress
from orgnet_views.replay.recording import recording_of

ABOVE = ("map", "curves", "kinds", "plane")
BELOW = (
    *("cutting", "cut_curves", "lifelines", "pixels"),
    *("connectivity", "trajectories", "response", "table"),
)
PLOTLY = JS / "vendor" / "plotly-basic.min.js"
_FOLDERS = ("core", "draw", "parts", "views")
_STARTS = ("board.js", "replay.js")  # the modules beside the folders that a recording needs
# What a module names to import it, statically or not, relative to itself.
_IMPORT = re.compile(r"""((?:\bfrom\s*|\bimport\s*\(\s*|^import\s*)["'`])(\.{1,2}/[^"'`]+)""", re.M)
_PLACE = re.compile(r"\{\{(\w+)\}\}")


def replay_page(run: Run, store: Store, light: bool = False) -> str:
    """The whole file; the light form has fewer steps of a long run."""
    title = f"{run.origin.title}, seed {run.config.seed}"
    particles = run.config.organism.particles
    board = {
        **{"run": run.id, "at": None, "cut": [], "particle": None, "query": None, "beside": None},
        **{"state": run.state, "kept": [], "reports": []},
        **facts_of(run.config),
    }
    parts = {
        "modules": json.dumps(modules()).encode(),
        "plotly": PLOTLY.read_bytes(),
        "board": json.dumps(board).encode(),
        "recording": recording_of(run, store, light),
    }
    words = {
        "title": escape(f"An organism of {particles:,} particles: {title}"),
        "sentence": escape(_sentence(run)),
        "origin": escape(_origin(run)),
        "settings": escape(run.config.model_dump_json(indent=2)),
        "css": (JS / "board.css").read_text(encoding="utf-8"),
        "above": " ".join(ABOVE),
        "below": " ".join(BELOW),
        "parts": "\n".join(_embedded(name, part) for name, part in parts.items()),
    }
    page = Path(__file__).with_name("page.html").read_text(encoding="utf-8")
    return _PLACE.sub(lambda place: words[place[1]], page)


def modules() -> dict[str, str]:
    """The views' ES modules by the names in an import map, each with its imports by such names:
    a module that is its own address has no place that others could be relative to."""
    paths = [JS / name for name in _STARTS]
    paths += [path for folder in _FOLDERS for path in sorted((JS / folder).glob("*.js"))]
    return {_named(path.relative_to(JS).as_posix()): _absolute(path) for path in paths}


def _absolute(path: Path) -> str:
    folder = path.parent.relative_to(JS).as_posix()

    def named(found: re.Match[str]) -> str:
        return found[1] + _named(posixpath.normpath(posixpath.join(folder, found[2])))

    return _IMPORT.sub(named, path.read_text(encoding="utf-8"))


def _named(module: str) -> str:
    return f"orgnet/{module}"


def _embedded(name: str, part: bytes) -> str:
    return f'<script type="text/plain" id="{name}">{b64encode(compress(part)).decode()}</script>'


def _sentence(run: Run) -> str:
    """What one sees, for who has never seen it."""
    task = TASKS[run.config.task]
    does = f"to tell {len(task.classes)} classes apart" if task.classes else "a sum"
    return (
        "Every mark is a tiny network, a particle, that stands for one weight of a larger network, "
        f"the organism. While the organism learns {does}, some particles learn to copy themselves "
        "(orange), others work for the task (blue). Move the slider or press Replay to go through "
        "its life; click marks, or drag around them with Box or Lasso, to find them in every view."
    )


def _origin(run: Run) -> str:
    steps = len(run.snapshots)
    return (
        f"A recording of run {run.id}, {run.state}, in {steps:,} steps, grown by "
        f"{in_words(run.versions)} of Organism Lab and written by organism-lab replay. Measures are "
        "within 0.4 % of what was recorded; kinds, scores and cuts are exact."
    )
