"""Where a batch's time goes, part by part, and what a snapshot takes."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from orgnet_core.bench.timing import Call, Contestant, against, race
from orgnet_core.config import RunConfig
from orgnet_core.drawing import batches_from
from orgnet_core.particles import WEIGHT
from orgnet_core.random_numbers import NOISE, Place, normals
from orgnet_core.training import Trainer

PARTS = (
    "pixels", "noise", "SR steps", "forward, backward and score", "task step", "snapshot"
)  # fmt: skip


def race_parts(config: RunConfig, repeats: int, least: float) -> dict[str, Any]:
    """Each of PARTS by itself, to a whole batch."""
    contestants = {name: Contestant(partial(part, config, name)) for name in ("batch", *PARTS)}
    return against(race(contestants, repeats, least), "batch")


def part(config: RunConfig, name: str) -> Call:
    return parts(Trainer(config))[name]


def parts(trainer: Trainer) -> Mapping[str, Call]:
    """What `trainer.advance` does, in its order, and a snapshot. Rates of zero: the parts, made
    over and over, leave the organism as it is."""
    config, phase, kernels = trainer.config, trainer.phase, trainer.kernels
    plain = batches_from(config.changed({"input_noise": 0}), 0)
    batch, weight = trainer.batch(), trainer.particles.response()[WEIGHT]
    slope = trainer.gradient(batch, weight).slope.clone()
    replication, momentum = (trainer.particles, trainer.replication_velocity), phase.momentum
    return {
        "batch": trainer.advance,
        "pixels": partial(next, plain),
        "noise": partial(
            normals, Place(config.seed, 0, 0), NOISE, tuple(batch.x.shape), batch.x.dtype
        ),
        "SR steps": partial(
            kernels.replication_steps, *replication, phase.replication_steps, 0.0, momentum
        ),
        "forward, backward and score": partial(trainer.gradient, batch, weight),
        "task step": partial(
            kernels.task_step, trainer.particles, trainer.task_velocity, slope, 0.0, momentum
        ),
        "snapshot": trainer.snapshot,
    }
