"""trial: what is claimed of cuts and of schedules, put to the test on organisms that were never
looked at."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any

from tqdm import tqdm

from orgnet_core.cli import baselines_words, questions_words, schedules_words, trial_words
from orgnet_core.cli.shared import (
    add_jobs,
    add_json,
    add_persistence,
    add_settings,
    here_of,
    number_within,
    path,
    persistence_of,
    preset_of,
    say,
    say_stopped,
    settings_of,
)
from orgnet_core.config import RunConfig
from orgnet_core.errors import InputError
from orgnet_core.json_values import finite
from orgnet_core.out_folder import write_whole
from orgnet_core.presets import DEFAULT_PRESET, PRESETS
from orgnet_core.pruning import Persistence
from orgnet_core.runs.archive.read import Recording
from orgnet_core.runs.state import State
from orgnet_core.snapshot import Snapshot
from orgnet_core.sweeps import Grid
from orgnet_core.sweeps.grid import SEED
from orgnet_core.sweeps.notation import seeds_in
from orgnet_core.sweeps.places import InFolder
from orgnet_core.trials.baselines import baselines_of
from orgnet_core.trials.comparison import comparison
from orgnet_core.trials.ends import FIRST, check, ends_of
from orgnet_core.trials.persistence import costs_of
from orgnet_core.trials.questions import numbers_of, numbers_summary, organisms_of
from orgnet_core.trials.schedules import end_of, schedule_summary, schedules_of
from orgnet_core.trials.statistics import summary


@dataclass(frozen=True)
class Trial:
    """How a run is measured at chosen ends of its epochs, what many such come to, that in lines for
    people, how many epochs lie between two ends, and which organisms are grown from each seed."""

    measure: Callable[[RunConfig, Sequence[Snapshot], Persistence, Sequence[Snapshot]], Any]
    summary: Callable[[Sequence[Any]], dict[str, Any]]
    in_words: Callable[[dict[str, Any]], list[str]]
    every: int
    grown: Callable[[RunConfig], Sequence[RunConfig]] = lambda config: (config,)


TRIALS = {
    "persistence": Trial(costs_of, summary, trial_words.in_words, every=1),
    "baselines": Trial(baselines_of, comparison, baselines_words.in_words, every=20),
    "schedules": Trial(
        end_of, schedule_summary, schedules_words.in_words, every=20, grown=schedules_of
    ),
    "questions": Trial(
        numbers_of, numbers_summary, questions_words.in_words, every=20, grown=organisms_of
    ),
}
SEEDS = "100-119"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("trial", choices=list(TRIALS), metavar="TRIAL", help=", ".join(TRIALS))
    parser.add_argument("preset", nargs="?", default=DEFAULT_PRESET, help=", ".join(PRESETS))
    parser.add_argument("--seeds", default=SEEDS, metavar="A-B", help=f"default {SEEDS}")
    add_settings(parser, "FIELD=VALUE", "change any setting")
    add_persistence(parser)
    parser.add_argument(
        "--first", default=f"{FIRST}", metavar="EPOCH", help=f"first epoch tested; default {FIRST}"
    )
    usual = ", ".join(f"{trial.every} for {name}" for name, trial in TRIALS.items())
    parser.add_argument(
        "--every", metavar="EPOCHS", help=f"between two tested epochs; default {usual}"
    )
    add_jobs(parser)
    parser.add_argument(
        "--out", type=path, required=True, metavar="DIR", help="folder for runs and numbers"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Grow new organisms and test cuts at their epoch ends, by a rule of ours or by every
    criterion, or schedules. The same command continues where it was stopped."""
    trial, rule, configs = TRIALS[options.trial], persistence_of(options), _configs(options)
    first = number_within("first", options.first, int, 1, configs[0].epochs)
    every = trial.every
    if options.every is not None:
        every = number_within("every", options.every, int, 1, configs[0].epochs)
    runs, diverged = list[Any](), list[int]()
    try:
        for recording in _recordings(options, configs):
            config, recorded = recording.record.config, recording.snapshots
            if recording.record.state is State.FINISHED:
                ends = ends_of(config, recorded, first, every)
                runs.append(trial.measure(config, recorded, rule, ends))
            else:
                diverged.append(config.seed)
    except KeyboardInterrupt:
        return say_stopped()
    if not runs:
        raise InputError("All of these runs diverged: there is nothing to test.")
    runs.sort(key=lambda each: each.seed)
    result = {
        "trial": options.trial,
        "preset": options.preset,
        "settings": dict(settings_of(options)),
        "seeds": options.seeds,
        "diverged": sorted(diverged),
        "rule": asdict(rule),
        "first_epoch": first,
        "last_epoch": configs[0].epochs,
        "every": every,
        **trial.summary(runs),
    }
    file = options.out / f"{options.trial}.json"
    every_number = finite(result | {"costs": [asdict(each) for each in runs]})
    write_whole(file, (json.dumps(every_number) + "\n").encode())
    say(options, result | {"file": str(file)}, [*trial.in_words(result), f"All numbers: {file}"])
    return 0


def _configs(options: argparse.Namespace) -> list[RunConfig]:
    """Raises InputError, SettingsError."""
    config = preset_of(options).config.changed(dict(settings_of(options)))
    check(config)
    seeds, grown = seeds_in(options.seeds), TRIALS[options.trial].grown(config)
    return [each for one in grown for each in Grid(one, {SEED: seeds}).configs]


def _recordings(options: argparse.Namespace, configs: Sequence[RunConfig]) -> Iterator[Recording]:
    """Those that are there, then the others as they are grown; one at a time, they are large."""
    backend = here_of(options)
    backend.check(configs)
    place, missing = InFolder(options.out / "runs"), list[RunConfig]()
    bar = tqdm(total=len(configs), unit="run", file=sys.stderr)
    with bar, closing(backend):
        for config in configs:
            recording = place.recording(config)
            if recording is None:
                missing.append(config)
                continue
            yield recording
            bar.update()
        for grown in backend.grow(missing, options.preset):
            place.keep(grown)
            yield grown.recording
            bar.update()
