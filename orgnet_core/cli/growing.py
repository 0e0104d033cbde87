"""presets, train, resume, list: what can be grown, growing it, what has been grown."""

import argparse
import sys
from contextlib import closing
from secrets import token_hex

from tqdm import tqdm

from orgnet_core.cli.shared import open_recorded, open_store, say
from orgnet_core.errors import InputError, NotRecordedError
from orgnet_core.presets import PRESETS, Preset
from orgnet_core.runs.live.recorder import Recorder
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store, StoreError
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS
from orgnet_core.training import Divergence, Trainer


def presets(options: argparse.Namespace) -> int:
    """List the presets with what to expect of each."""
    found = [
        {
            "name": preset.name,
            "title": preset.title,
            "particles": preset.config.organism.particles,
            "epochs": preset.config.epochs,
            "expected": preset.expected,
        }
        for preset in PRESETS.values()
    ]
    say(options, found, [f"{p['name']:15} {p['title']}. {p['expected']}" for p in found])
    return 0


def train(options: argparse.Namespace) -> int:
    """Grow a preset's organism from start to end and record it."""
    preset = _preset(options.preset)
    config = preset.config.changed(_changes(options))
    with closing(open_store(options)) as store:
        run, trainer = token_hex(4), Trainer(config)
        with store.lock(run):
            first, checkpoint = trainer.snapshot(), trainer.checkpoint()
            origin = Origin(preset.name, config)
            store.add_run(run, origin, State.RUNNING, first, checkpoint)
            return _grow_to_the_end(options, store, run, trainer)


def resume(options: argparse.Namespace) -> int:
    """Go on growing a recorded run from its last checkpoint, as if it had not been interrupted."""
    store, _ = open_recorded(options)
    with closing(store), store.lock(options.run):
        record, checkpoint = store.run(options.run), store.checkpoint(options.run)
        if not State(record.state).is_open:
            raise InputError(f"Run {record.id} is {record.state}, it cannot go on.")
        if checkpoint is None:
            problem = f"Run {record.id} was recorded without what it needs to go on."
            raise NotRecordedError(problem)
        trainer = Trainer.resumed(record.config, checkpoint)
        store.forget_after(record.id, trainer.step)
        store.set_state(record.id, State.RUNNING)
        return _grow_to_the_end(options, store, record.id, trainer)


def list_runs(options: argparse.Namespace) -> int:
    """List the recorded runs, newest first."""
    with closing(open_store(options)) as store:
        found = [_summary(record) for record in store.runs()]
    say(options, found, ["  ".join(str(value) for value in run.values()) for run in found])
    return 0


def _preset(name: str) -> Preset:
    if name not in PRESETS:
        raise InputError(f"There is no preset {name!r}; {', '.join(PRESETS)} are.")
    return PRESETS[name]


def _changes(options: argparse.Namespace) -> dict[str, str]:
    changes = {}
    for setting in options.set:
        name, equals, value = setting.partition("=")
        if not equals:
            raise InputError(f"--set takes FIELD=VALUE, not {setting!r}.")
        changes[name.strip()] = value.strip()
    named = {"seed": options.seed, "epochs": options.epochs}
    return changes | {name: value for name, value in named.items() if value is not None}


def _grow_to_the_end(options, store: Store, run: str, trainer: Trainer) -> int:
    """Grow a run that stands in the store and is ours, and say what came of it."""
    try:
        _grow(store, run, trainer)
        state, message = State.FINISHED, ""
    except Divergence as error:
        state, message = State.DIVERGED, f"The organism diverged: {error}."
    except KeyboardInterrupt:
        state, message = State.INTERRUPTED, f"Stopped from the keyboard; `resume {run}` goes on."
    except StoreError as error:
        raise StoreError(f"Run {run} was interrupted, nothing recorded is lost: {error}") from error
    store.set_state(run, state, message)
    result = _result(store.run(run), store.snapshots(run)[-1])
    say(options, result, [f"{name}: {value}" for name, value in result.items()])
    if message:
        print(message, file=sys.stderr)
    return 0 if state is State.FINISHED else 1


def _grow(store: Store, run: str, trainer: Trainer) -> None:
    recorder, done = Recorder(store, run, trainer), trainer.step
    if not trainer.is_warm:
        print("Compiling the training steps, once on this machine …", file=sys.stderr)
        trainer.warm_up()
    total = trainer.config.steps
    with tqdm(total=total, initial=done, unit="batch", desc=run, file=sys.stderr) as bar:
        while not trainer.done:
            trainer.advance()
            bar.update()
            if trainer.due:
                snapshot = recorder.record()
                bar.set_postfix(metric=f"{snapshot.metric:.4g}", refresh=False)


def _result(record: RunRecord, snapshot: Snapshot) -> dict:
    return {
        "run": record.id,
        "preset": record.preset,
        "seed": record.config.seed,
        "state": record.state,
        "epoch": snapshot.epoch,
        "seconds": round(snapshot.seconds, 3),
        "particles": len(snapshot.kind),
        "task_loss": snapshot.task_loss,
        "metric": {"name": TASKS[record.config.task].metric, "value": snapshot.metric},
        "replication_loss": {
            "mean": float(snapshot.replication_loss.mean()),
            "max": float(snapshot.replication_loss.max()),
        },
        "kinds": snapshot.kinds,
    }


def _summary(record: RunRecord) -> dict:
    config, value = record.config, record.scalars.get("metric")
    return {
        "run": record.id,
        "preset": record.preset,
        "seed": config and config.seed,
        "state": record.state,
        "epoch": record.scalars.get("epoch"),
        "epochs": config and config.epochs,
        "metric": config and {"name": TASKS[config.task].metric, "value": value},
        "created": record.created,
        "message": record.message,
    }
