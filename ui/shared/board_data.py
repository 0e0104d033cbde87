"""What a board of views has to know of the run that it shows, whichever page it is on."""

from typing import Any

from orgnet_core.runs.live.run import Run
from orgnet_core.tasks import TASKS
from orgnet_views.frames import stride
from ui.shared.addresses import ASSETS, PARAMETERS
from ui.shared.texts import TEXTS

TEXTS_OF_VIEWS = TEXTS["views"]
VIEWS = [name for name, texts in TEXTS_OF_VIEWS.items() if "title" in texts]  # all that there are


def of_run(run: Run) -> dict[str, Any]:
    """The same for all boards of a run: part of `BoardData` (orgnet_views/js/core/contracts.js)."""
    task, organism = TASKS[run.config.task], run.config.organism
    picture = task.picture
    return {
        "assets": ASSETS,
        "state": run.state,  # when it changes, a board follows a run again that was over
        "kept": [name for name, each in PARAMETERS.items() if each.is_kept],
        "texts": TEXTS_OF_VIEWS,
        "task": {
            "metric": task.metric,
            "higherIsBetter": task.higher_is_better,
            "logLoss": not task.classes,
        },
        "organism": {
            "layers": organism.shapes,
            "grid": picture and picture.grid,
            "channels": picture.channels if picture else (),
            "every": stride(organism.particles),
            "dark": picture.dark if picture else (),
            "mean": picture.mean if picture else (),
        },
    }
