"""What a board of views is told of a run, besides its frames: js/core/contracts.js, BoardData."""

from typing import Any

from orgnet_core.config import RunConfig
from orgnet_core.runs.live.run import Run
from orgnet_core.tasks import TASKS
from orgnet_views.frames import stride
from orgnet_views.texts import TEXTS

ONLY_IN_RECORDINGS = ("cutting", "cut_curves")  # views of what a server's pages do in their own way
ONLY_OF_A_BATCH = ("slow_motion",)  # views of its parts


def board_of(run: Run) -> dict[str, Any]:
    """All but the views that it shows; a host that has more to tell puts it in these places. When
    `state` changes, a board follows a run again that was over."""
    own = {"run": run.id, "state": run.state, "at": None, "cut": (), "particle": None}
    more = {"query": None, "beside": None, "batch": None, "kept": (), "reports": ()}
    return {**own, **more, **_of_config(run.config)}


def _of_config(config: RunConfig) -> dict[str, Any]:
    """The task, the organism's shape and the views' words, ready for JSON."""
    task = TASKS[config.task]
    picture = task.picture
    preparation = picture.preparation if picture else None
    return {
        "texts": TEXTS,
        "task": {
            "metric": task.metric,
            "higherIsBetter": task.higher_is_better,
            "logLoss": not task.classes,
            "classes": task.classes,
            "classNoun": task.class_noun,
        },
        "organism": {
            "layers": config.organism.shapes,
            "activation": config.activation,
            "grid": picture and picture.grid,
            "channels": picture.channels if picture else (),
            "every": stride(config.organism.particles),
            "dark": picture.dark if picture else (),
            "mean": picture.mean if picture else (),
            "preparation": preparation._asdict() if preparation else None,
        },
    }
