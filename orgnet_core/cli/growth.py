"""What train and resume share: growing a run to its end, and saying what came of it."""

import argparse
import sys
from typing import Any

from tqdm import tqdm

from orgnet_core.cli.shared import say
from orgnet_core.compilation import say_compiling, when_compiling
from orgnet_core.pruning.dense import twin_result
from orgnet_core.runs.live.recorder import Recorder
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State, divergence
from orgnet_core.runs.store import Store, StoreError
from orgnet_core.runs.store.locks import RightLost
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS
from orgnet_core.training import LONGEST, Divergence, Trainer


def grow_to_the_end(
    options: argparse.Namespace,
    store: Store,
    run: str,
    origin: Origin,
    trainer: Trainer,
    with_twin: bool = False,
) -> int:
    """Grow a run that stands in the store and is ours, and say what came of it, and of its dense
    twin if that is asked for."""
    try:
        state, message = _outcome(store, run, trainer)
        store.set_state(run, state, message)
    except RightLost as error:
        raise StoreError(f"Training ended: {error}") from error
    except StoreError as error:
        why = f"Run {run} was interrupted, nothing recorded is lost: {error}"
        raise StoreError(why, error.place) from error
    result = {"run": run, **_result(origin, state, store.snapshots(run)[-1])}
    if with_twin and state is State.FINISHED:
        result["twin"] = twin_result(origin.config)._asdict()
    say(options, result, [f"{name}: {value}" for name, value in result.items()])
    if message:
        print(message, file=sys.stderr)
    return 0 if state is State.FINISHED else 1


def _outcome(store: Store, run: str, trainer: Trainer) -> tuple[State, str]:
    try:
        _grow(store, run, trainer)
    except Divergence as error:
        return State.DIVERGED, divergence(error)
    except KeyboardInterrupt:
        return State.INTERRUPTED, f"Stopped from the keyboard; `resume {run}` continues."
    return State.FINISHED, ""


def _grow(store: Store, run: str, trainer: Trainer) -> None:
    recorder, done = Recorder(store, run, trainer), trainer.step
    with when_compiling(say_compiling):
        trainer.warm_up()
    total = trainer.config.steps
    with tqdm(total=total, initial=done, unit="batch", desc=run, file=sys.stderr) as bar:
        while not trainer.done:
            trainer.advance(LONGEST)
            bar.update(trainer.step - bar.n)
            if trainer.due:
                snapshot = recorder.record()
                bar.set_postfix_str(f"metric={snapshot.metric:.4g}", refresh=False)
    recorder.rest()  # so that another phase can be appended


def _result(origin: Origin, state: State, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "preset": origin.preset,
        "seed": origin.config.seed,
        "state": state,
        "epoch": snapshot.epoch,
        "seconds": round(snapshot.seconds, 3),
        "particles": len(snapshot.kind),
        "task_loss": snapshot.task_loss,
        "metric": {"name": TASKS[origin.config.task].metric, "value": snapshot.metric},
        "replication_loss": {
            "mean": float(snapshot.replication_loss.mean()),
            "max": float(snapshot.replication_loss.max()),
        },
        "kinds": snapshot.kinds,
    }
