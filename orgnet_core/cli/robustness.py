"""robustness: how long a recorded organism's self-replicators last once they are kicked."""

import argparse
import sys
from collections import deque
from contextlib import closing

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from orgnet_core.cli.shared import open_recorded, say
from orgnet_core.errors import NotRecordedError
from orgnet_core.fixpoints import Kind, classify
from orgnet_core.particles import Particles
from orgnet_core.robustness import DRAWS, LEVELS, End, Endurance, endure
from orgnet_core.runs.store.records import RunRecord


def robustness(options: argparse.Namespace) -> int:
    """Kick the self-replicators of a recorded organism and count how long they last."""
    record, step, weights = _self_replicators(options)
    levels = tqdm(LEVELS, unit="level", desc=record.id, file=sys.stderr)
    found = [endure(weights, record.config.particle_hidden, size) for size in levels]
    result = {
        "run": record.id,
        "preset": record.preset,
        "step": step,
        "self_replicators": weights.shape[1],
        "noise": "gaussian",
        "draws": DRAWS,
        "levels": [_level(one) for one in found],
    }
    say(options, result, [_heading(result), *map(_line, result["levels"])])
    return 0


def _self_replicators(options: argparse.Namespace) -> tuple[RunRecord, int, Tensor]:
    """(run, step, weights [n, K] of its self-replicators) where particles were recorded last."""
    store, record = open_recorded(options)
    with closing(store):
        kept = deque(store.particle_weights(record.id, 0, record.config.steps), maxlen=1)
    if not kept:  # of a very large organism that is not grown to its end
        raise NotRecordedError(f"No particle weights of run {record.id} are recorded yet.")
    ((step, weights),) = kept
    particles = Particles(torch.tensor(weights), record.config.particle_hidden)
    replicators = particles.weights[:, classify(particles) == Kind.SELF_REPLICATOR]
    if not replicators.shape[1]:
        problem = f"Run {record.id} has no self-replicators at step {step:,} to be kicked."
        raise NotRecordedError(problem)
    return record, step, replicators


def _level(one: Endurance) -> dict:
    return {
        "noise": one.size,
        "steps": _spread(one.steps),
        "fixpoint_steps": _spread(one.fixpoint_steps),
        "ends": {end.value: one.ends[end] for end in End},
    }


def _spread(counts: np.ndarray) -> dict:
    """Over all particles and draws."""
    low, middle, high = np.quantile(counts, (0.25, 0.5, 0.75))
    return {"median": float(middle), "quartiles": [float(low), float(high)]}


def _heading(result: dict) -> str:
    return (
        f"{result['self_replicators']:,} self-replicators of step {result['step']:,}, Gaussian "
        f"noise drawn {result['draws']} times for each: self-applications until zero or "
        "divergence, and those of them as a fixpoint; medians and quartiles"
    )


def _line(level: dict) -> str:
    steps, kept = (
        "{median:g} ({quartiles[0]:g} to {quartiles[1]:g})".format(**level[name])
        for name in ("steps", "fixpoint_steps")
    )
    lives = sum(level["ends"].values())
    ends = ", ".join(f"{end} {n / lives:.0%}" for end, n in level["ends"].items() if n)
    return f"noise {level['noise']:<6g} {steps:16} as a fixpoint {kept:14} {ends}"
