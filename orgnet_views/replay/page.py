"""A recorded run as one HTML file: the boards of the dashboard, what they show, no more."""

import json
import re
from base64 import b64encode
from html import escape
from pathlib import Path

from orgnet_core.pruning.curves import KEPT_AS
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store import Store
from orgnet_core.runs.versions import in_words
from orgnet_core.tasks import TASKS
from orgnet_views.assets import JS
from orgnet_views.board import ONLY_IN_RECORDINGS, board_of
from orgnet_views.replay.modules import modules
from orgnet_views.replay.packing import compress
from orgnet_views.replay.recording import recording_of, steps_of

ABOVE = ("map", "curves", "kinds", "plane")
BELOW = (
    *ONLY_IN_RECORDINGS,
    *("sketch", "lifelines", "pixels", "connectivity", "trajectories", "response", "table"),
)
PLOTLY = JS / "vendor" / "plotly-basic.min.js"
_PLACE = re.compile(r"\{\{(\w+)\}\}")


def replay_page(run: Run, store: Store, light: bool = False) -> str:
    """The whole file; the light form has fewer steps of a long run."""
    title = f"{run.origin.title}, seed {run.config.seed}"
    has_curves = bool(store.computed.of_run(run.id, KEPT_AS))
    particles = run.config.organism.particles
    parts = {
        "modules": json.dumps(modules("replay.js")).encode(),
        "plotly": PLOTLY.read_bytes(),
        "board": json.dumps(board_of(run)).encode(),
        "recording": recording_of(run, store, light),
    }
    words = {
        "title": escape(f"An organism of {particles:,} particles: {title}"),
        "sentence": escape(_sentence(run)),
        "origin": escape(_origin(run, light)),
        "settings": escape(run.config.model_dump_json(indent=2)),
        "css": (JS / "board.css").read_text(encoding="utf-8"),
        "above": " ".join(ABOVE),
        "below": " ".join(view for view in BELOW if view != "cut_curves" or has_curves),
        "parts": "\n".join(_embedded(name, part) for name, part in parts.items()),
    }
    page = Path(__file__).with_name("page.html").read_text(encoding="utf-8")
    return _PLACE.sub(lambda place: words[place[1]], page)


def _embedded(name: str, part: bytes) -> str:
    return f'<script type="text/plain" id="{name}">{b64encode(compress(part)).decode()}</script>'


def _sentence(run: Run) -> str:
    """What one sees, for who has never seen it."""
    task = TASKS[run.config.task]
    does = f"to tell {len(task.classes)} classes apart" if task.classes else "a sum"
    return (
        "Every mark is a particle, a tiny network that is one weight of a larger one: while that "
        f"learns {does}, some particles learn to copy themselves (orange) and others do the work "
        "(blue), as Replay and the slider show, step by step."
    )


def _origin(run: Run, light: bool) -> str:
    """Where the file is from, and how exact."""
    held, recorded = len(steps_of(run, light)), len(run.snapshots)
    steps = f"{held:,}" if held == recorded else f"{held:,} of {recorded:,}"
    return (
        f"A recording of run {run.id}, {run.state}, in {steps} steps, grown by "
        f"{in_words(run.versions)} of Organism Lab and written by organism-lab replay. Kinds "
        "and scores are exact, measures within 0.4 % of what was recorded."
    )
