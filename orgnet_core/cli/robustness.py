"""robustness: how long a recorded organism's self-replicators last once they are kicked."""

import argparse
import sys
from collections import deque
from contextlib import closing
from dataclasses import asdict
from typing import Any, TypedDict

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from orgnet_core.cli.shared import add_home, add_json, add_run, open_recorded, say
from orgnet_core.endurance import (
    DRAWS,
    EIGENVALUE,
    LEVELS,
    Counting,
    Endurance,
    endure,
    growth,
)
from orgnet_core.errors import NotRecordedError
from orgnet_core.fixpoints import Kind, classify
from orgnet_core.particles import Particles
from orgnet_core.robustness import NOISES, End
from orgnet_core.runs.store.records import RunRecord

FAULTS = {
    "runs_on": "counters not reset between random draws",
    "credits_death": "the last step of a particle that died counts as a fixpoint's",
}


class Spread(TypedDict):
    """Over all particles and draws."""

    median: float
    quartiles: list[float]


class Level(TypedDict):
    """The result of one noise size."""

    noise: float
    steps: Spread
    fixpoint_steps: Spread
    ends: dict[str, int]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    parser.add_argument(
        "--noise",
        choices=NOISES,
        default=NOISES[0],
        help="gaussian, as the paper says, or uniform with a random sign, as in its code",
    )
    parser.add_argument(
        "--runs-on",
        action="store_true",
        help="count as the public code does: counters are not reset between random draws",
    )
    parser.add_argument(
        "--credits-death",
        action="store_true",
        help="count as the public code does: the last step of a particle that died is a fixpoint's",
    )
    add_home(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Kick the self-replicators of a recorded organism and count how long they last."""
    record, step, weights = _self_replicators(options)
    hidden, noise = record.config.particle_hidden, options.noise
    counting = Counting(options.runs_on, options.credits_death)
    levels = tqdm(LEVELS, unit="level", desc=record.id, file=sys.stderr)
    found = [_level(endure(weights, hidden, size, noise=noise), counting) for size in levels]
    result: dict[str, Any] = {
        "run": record.id,
        "preset": record.preset,
        "step": step,
        "self_replicators": weights.shape[1],
        "noise": noise,
        "draws": DRAWS,
        "counting": asdict(counting),
        "levels": found,
        "growth": {**_spread(growth(weights, hidden)), "algebra": EIGENVALUE},
    }
    say(options, result, [_heading(result), *map(_line, found), _growth(result["growth"])])
    return 0


def _self_replicators(options: argparse.Namespace) -> tuple[RunRecord, int, Tensor]:
    """(run, step, weights [n, K] of its self-replicators) where particles were recorded last."""
    store, record = open_recorded(options)
    config = record.config
    with closing(store):
        kept = deque(store.particle_weights(record.id, 0, config.steps), maxlen=1)
    if not kept:  # of a very large organism that is not grown to its end
        raise NotRecordedError(f"No particle weights of run {record.id} are recorded yet.")
    ((step, weights),) = kept
    particles = Particles(torch.tensor(weights), config.particle_hidden)
    replicators = particles.weights[:, classify(particles) == Kind.SELF_REPLICATOR]
    if not replicators.shape[1]:
        problem = f"Run {record.id} has no self-replicators at step {step:,} to be kicked."
        raise NotRecordedError(problem)
    return record, step, replicators


def _level(one: Endurance, counting: Counting) -> Level:
    counts = one.counted(counting)
    return {
        "noise": one.size,
        "steps": _spread(counts.steps),
        "fixpoint_steps": _spread(counts.fixpoint_steps),
        "ends": {end.value: one.ends[end] for end in End},
    }


def _spread(counts: np.ndarray) -> Spread:
    low, middle, high = np.quantile(counts, (0.25, 0.5, 0.75))
    return {"median": float(middle), "quartiles": [float(low), float(high)]}


def _heading(result: dict[str, Any]) -> str:
    counting = result["counting"]
    faults = [words for name, words in FAULTS.items() if counting[name]]
    counted = f"; counted as in the public code: {' and '.join(faults)}" if faults else ""
    return (
        f"{result['self_replicators']:,} self-replicators of step {result['step']:,}, "
        f"{result['noise'].capitalize()} noise, {result['draws']} random draws for each: "
        "self-applications until zero or divergence, and those of them as a fixpoint; medians and "
        f"quartiles{counted}"
    )


def _growth(found: dict[str, Any]) -> str:
    low, high = found["quartiles"]
    return (
        f"A small error grows {found['median']:.2f}-fold per step ({low:.2f} to {high:.2f}); in "
        f"theory {found['algebra']}."
    )


def _line(level: Level) -> str:
    steps, kept = _in_words(level["steps"]), _in_words(level["fixpoint_steps"])
    lives = sum(level["ends"].values())
    ends = ", ".join(f"{end} {100 * n / lives:.0f} %" for end, n in level["ends"].items() if n)
    return f"noise {level['noise']:<6g} {steps:16} as a fixpoint {kept:14} {ends}"


def _in_words(spread: Spread) -> str:
    low, high = spread["quartiles"]
    return f"{spread['median']:g} ({low:g} to {high:g})"
