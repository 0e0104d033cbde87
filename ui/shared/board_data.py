"""What a board of views is told of the run that it shows, on a page of this server."""

from typing import Any

from orgnet_core.runs.live.run import Run
from orgnet_views.board import ONLY_IN_RECORDINGS, facts_of
from orgnet_views.texts import TEXTS
from ui.shared.addresses import ASSETS, PARAMETERS

# All that a page of this server can show.
VIEWS = [
    name for name, texts in TEXTS.items() if "title" in texts and name not in ONLY_IN_RECORDINGS
]


def of_run(run: Run) -> dict[str, Any]:
    """The same for all boards of a run: part of `BoardData` (orgnet_views/js/core/contracts.js)."""
    return {
        "assets": ASSETS,
        "state": run.state,  # when it changes, a board follows a run again that was over
        "kept": [name for name, each in PARAMETERS.items() if each.is_kept],
        **facts_of(run.config),
    }
