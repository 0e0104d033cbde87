"""The command line: python -m orgnet_core presets | train | list | bench.

With --json, stdout carries exactly one JSON value; progress and errors go to stderr. Bad input
is one clear line, exit status 2, nothing written. A run that diverges exits with 1.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from secrets import token_hex

from pydantic import ValidationError
from tqdm import tqdm

from orgnet_core.config import RunConfig, SettingsError
from orgnet_core.presets import PRESETS, Preset
from orgnet_core.runs.store import RunRecord, Store, StoreError
from orgnet_core.settings import Settings
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS
from orgnet_core.training import Divergence, Trainer


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    try:
        options = _parser().parse_args(arguments)
        return options.command(options)
    except SettingsError as error:
        return _refuse(str(error))
    except (StoreError, ValidationError) as error:
        return _refuse(f"{error}")


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
    _say(options, found, [f"{p['name']:15} {p['title']}. {p['expected']}" for p in found])
    return 0


def train(options: argparse.Namespace) -> int:
    """Grow a preset's organism from start to end and record it."""
    preset = _preset(options.preset)
    config = preset.config.changed(_changes(options))
    with closing(_store(options)) as store:
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
    _say(options, result, [f"{name}: {value}" for name, value in result.items()])
    if message:
        print(message, file=sys.stderr)
    return 0 if state == "finished" else 1


def list_runs(options: argparse.Namespace) -> int:
    """List the recorded runs, newest first."""
    with closing(_store(options)) as store:
        found = [_summary(record) for record in store.runs()]
    _say(options, found, ["  ".join(str(value) for value in run.values()) for run in found])
    return 0


def bench(options: argparse.Namespace) -> int:
    """Measure how fast the engine is, as ratios. Takes a minute or two."""
    from orgnet_core.bench import Plan, measure  # numba takes half a second to import

    found = measure(Plan())
    _say(options, found, _measured(found))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m orgnet_core", description="Grow organism networks.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)

    def command(name, function):
        added = commands.add_parser(name, help=function.__doc__.partition(".")[0].lower())
        added.add_argument("--json", action="store_true", help="print one JSON value")
        added.set_defaults(command=function)
        return added

    command("presets", presets)
    command("bench", bench)
    growing = command("train", train)
    growing.add_argument("preset", metavar="PRESET", help=", ".join(PRESETS))
    growing.add_argument("--seed", help="start from this seed")
    growing.add_argument("--epochs", help="train for so many epochs")
    growing.add_argument(
        "--set", action="append", default=[], metavar="FIELD=VALUE", help="change any setting"
    )
    for recorded in (growing, command("list", list_runs)):
        recorded.add_argument("--runs", type=Path, metavar="DIR", help="where runs are kept")
    return parser


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage."""

    def error(self, message: str):
        sys.exit(_refuse(message))


def _refuse(message: str) -> int:
    print(" ".join(message.split()), file=sys.stderr)
    return 2


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


def _store(options: argparse.Namespace) -> Store:
    return Store(options.runs or Settings().home)


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


def _measured(found: dict) -> list[str]:
    """The machine, then a line for each thing measured: ratios first, medians beside them."""
    lines = [", ".join(f"{name} {value}" for name, value in found["machine"].items())]
    for name, item in _with_ratios("", found):
        ratios = "  ".join(f"{pair} {ratio:.4g}" for pair, ratio in item["ratios"].items())
        timed = [(who, t) for who, t in item.items() if isinstance(t, dict) and "seconds" in t]
        medians = "  ".join(f"{who} {1e3 * t['seconds']:.4g} ms" for who, t in timed)
        lines.append(f"{name:18}  {ratios:52}  {medians}")
    return lines


def _with_ratios(name: str, found) -> Iterator[tuple[str, dict]]:
    """(name, part) for all parts of a benchmark, however deep, that have ratios."""
    if isinstance(found, list):
        for one in found:
            yield from _with_ratios(f"{name} {one['particles']:,}", one)
    elif isinstance(found, dict) and "ratios" in found:
        yield name.strip(), found
    elif isinstance(found, dict):
        for inner, one in found.items():
            yield from _with_ratios(f"{name} {inner}", one)


def _say(options: argparse.Namespace, value, lines: list[str]) -> None:
    print(json.dumps(_strict(value)) if options.json else "\n".join(lines))


def _strict(value):
    """JSON has no NaN: a number that could not be computed becomes null."""
    if isinstance(value, dict):
        return {name: _strict(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_strict(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


if __name__ == "__main__":
    sys.exit(main())
