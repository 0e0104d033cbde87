"""presets, train, list: what can be grown, growing it, what has been grown."""

import argparse
import sys
from contextlib import closing
from secrets import token_hex

from tqdm import tqdm

from orgnet_core.cli.shared import open_store, say
from orgnet_core.config import RunConfig, SettingsError
from orgnet_core.presets import PRESETS, Preset
from orgnet_core.runs.store import RunRecord, Store
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
        snapshot = trainer.snapshot()
        store.add_run(run, preset.name, config, "running", snapshot)
        try:
            snapshot = _grow(store, run, trainer, snapshot)
            state, message = "finished", ""
        except Divergence as error:
            snapshot = store.snapshots(run)[-1]
            state, message = "diverged", f"The organism diverged: {error}."
        except KeyboardInterrupt:
            snapshot = store.snapshots(run)[-1]
            state, message = "stopped", "Stopped from the keyboard."
        store.set_state(run, state, message)
    result = _result(run, preset.name, config, state, snapshot)
    say(options, result, [f"{name}: {value}" for name, value in result.items()])
    if message:
        print(message, file=sys.stderr)
    return 0 if state == "finished" else 1


def list_runs(options: argparse.Namespace) -> int:
    """List the recorded runs, newest first."""
    with closing(open_store(options)) as store:
        found = [_summary(record) for record in store.runs()]
    say(options, found, ["  ".join(str(value) for value in run.values()) for run in found])
    return 0


def _preset(name: str) -> Preset:
    if name not in PRESETS:
        raise SettingsError({"preset": f"There is no preset {name!r}; {', '.join(PRESETS)} are."})
    return PRESETS[name]


def _changes(options: argparse.Namespace) -> dict[str, str]:
    changes = {}
    for setting in options.set:
        name, equals, value = setting.partition("=")
        if not equals:
            raise SettingsError({"set": f"--set takes FIELD=VALUE, not {setting!r}."})
        changes[name.strip()] = value.strip()
    named = {"seed": options.seed, "epochs": options.epochs}
    return changes | {name: value for name, value in named.items() if value is not None}


def _grow(store: Store, run: str, trainer: Trainer, snapshot: Snapshot) -> Snapshot:
    total = trainer.config.steps
    if not trainer.is_warm:
        print("Compiling the training steps, once on this machine …", file=sys.stderr)
        trainer.warm_up()
    with tqdm(total=total, unit="batch", desc=run, file=sys.stderr) as bar:
        while not trainer.done:
            trainer.advance()
            bar.update()
            if trainer.due:
                snapshot = trainer.snapshot()
                store.add_snapshot(run, snapshot)
                bar.set_postfix(metric=f"{snapshot.metric:.4g}", refresh=False)
    return snapshot


def _result(run: str, preset: str, config: RunConfig, state: str, snapshot: Snapshot) -> dict:
    return {
        "run": run,
        "preset": preset,
        "seed": config.seed,
        "state": state,
        "epoch": snapshot.epoch,
        "seconds": round(snapshot.seconds, 3),
        "particles": len(snapshot.kind),
        "task_loss": snapshot.task_loss,
        "metric": {"name": TASKS[config.task].metric, "value": snapshot.metric},
        "replication_loss": {
            "mean": float(snapshot.replication_loss.mean()),
            "max": float(snapshot.replication_loss.max()),
        },
        "kinds": snapshot.kinds,
    }


def _summary(record: RunRecord) -> dict:
    return {
        "run": record.id,
        "preset": record.preset,
        "seed": record.config.seed,
        "state": record.state,
        "epoch": record.scalars.get("epoch"),
        "epochs": record.config.epochs,
        "metric": {"name": TASKS[record.config.task].metric, "value": record.scalars.get("metric")},
        "created": record.created,
    }
