"""robustness: how long a recorded organism's self-replicators last once they are kicked."""

import argparse
import sys
from collections import deque
from contextlib import closing
from typing import Any, TypedDict

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from orgnet_core.cli.shared import add_home, add_json, add_run, open_recorded, say
from orgnet_core.errors import NotRecordedError
from orgnet_core.fixpoints import Kind, classify
from orgnet_core.particles import Particles
from orgnet_core.robustness import DRAWS, LEVELS, End, Endurance, endure
from orgnet_core.runs.store.records import RunRecord


class Spread(TypedDict):
    """Over all particles and draws."""

    median: float
    quartiles: list[float]


class Level(TypedDict):
    """What one size of kick came to."""

    noise: float
    steps: Spread
    fixpoint_steps: Spread
    ends: dict[str, int]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    add_home(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Kick the self-replicators of a recorded organism and count how long they last."""
    record, step, weights = _self_replicators(options)
    hidden = record.config.particle_hidden
    levels = tqdm(LEVELS, unit="level", desc=record.id, file=sys.stderr)
    found = [_level(endure(weights, hidden, size)) for size in levels]
    result: dict[str, Any] = {
        "run": record.id,
        "preset": record.preset,
        "step": step,
        "self_replicators": weights.shape[1],
        "noise": "gaussian",
        "draws": DRAWS,
        "levels": found,
    }
    say(options, result, [_heading(result), *map(_line, found)])
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


def _level(one: Endurance) -> Level:
    return {
        "noise": one.size,
        "steps": _spread(one.steps),
        "fixpoint_steps": _spread(one.fixpoint_steps),
        "ends": {end.value: one.ends[end] for end in End},
    }


def _spread(counts: np.ndarray) -> Spread:
    low, middle, high = np.quantile(counts, (0.25, 0.5, 0.75))
    return {"median": float(middle), "quartiles": [float(low), float(high)]}


def _heading(result: dict[str, Any]) -> str:
    return (
        f"{result['self_replicators']:,} self-replicators of step {result['step']:,}, Gaussian "
        f"noise drawn {result['draws']} times for each: self-applications until zero or "
        "divergence, and those of them as a fixpoint; medians and quartiles"
    )


def _line(level: Level) -> str:
    steps, kept = _in_words(level["steps"]), _in_words(level["fixpoint_steps"])
    lives = sum(level["ends"].values())
    ends = ", ".join(f"{end} {n / lives:.0%}" for end, n in level["ends"].items() if n)
    return f"noise {level['noise']:<6g} {steps:16} as a fixpoint {kept:14} {ends}"


def _in_words(spread: Spread) -> str:
    low, high = spread["quartiles"]
    return f"{spread['median']:g} ({low:g} to {high:g})"
