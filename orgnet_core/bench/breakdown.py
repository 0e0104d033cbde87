"""Where a batch's time goes, part by part, and what a snapshot takes."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import torch

from orgnet_core.bench.timing import Call, Contestant, against, race
from orgnet_core.config import RunConfig
from orgnet_core.tasks.protocol import with_noise
from orgnet_core.training import Trainer, batches_of

PARTS = (
    "pixels", "noise", "SR steps", "forward and backward", "score", "task step", "snapshot"
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
    config, task, device = trainer.config, trainer.task, trainer.device
    plain = batches_of(Trainer(config.changed({"input_noise": 0})))
    x, y = next(plain)
    weight = trainer.particles.response()[4].requires_grad_()
    output = trainer.organism.forward(x.to(device), weight)

    def forward_and_backward() -> torch.Tensor:
        output = trainer.organism.forward(x.to(device), weight)
        (slope,) = torch.autograd.grad(task.loss(output, y.to(device)), weight)
        return slope

    slope, phase, kernels = forward_and_backward(), trainer.phase, trainer.kernels
    replication, momentum = (trainer.particles, trainer.replication_velocity), phase.momentum
    return {
        "batch": trainer.advance,
        "pixels": partial(next, plain),
        "noise": partial(with_noise, x, trainer.generator, config.input_noise),
        "SR steps": partial(
            kernels.replication_steps, *replication, phase.replication_steps, 0.0, momentum
        ),
        "forward and backward": forward_and_backward,
        "score": partial(task.score, output.detach(), y.to(device)),
        "task step": partial(
            kernels.task_step, trainer.particles, trainer.task_velocity, slope, 0.0, momentum
        ),
        "snapshot": trainer.snapshot,
    }
