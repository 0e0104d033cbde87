"""A recorded run whose schedule changes: it goes on under another config."""

from orgnet_core.config import RunConfig
from orgnet_core.runs.state import State
from orgnet_core.runs.store.store import Store

CHANGE = "UPDATE runs SET config = ?, state = ?, message = '' WHERE id = ?"
# Results that tell of the schedule there was: patterns of their names.
OF_SCHEDULE = ("outcome", "after/*", "twin/*")


def set_config(store: Store, run: str, config: RunConfig) -> None:
    """From now on the run rests, to go on as `config` says. What was computed of it under the
    schedule before is gone. Raises RightLost, StoreError."""
    with store.growing(run) as db:
        db.execute(CHANGE, (config.model_dump_json(), State.PAUSED, run))
        for pattern in OF_SCHEDULE:
            db.execute("DELETE FROM results WHERE run = ? AND name GLOB ?", (run, pattern))
