"""The organism that adds, grown and measured for Fig. 2–5."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from statistics import median

import torch
from torch import Tensor

from orgnet_core.config import RunConfig
from orgnet_core.fixpoints import Kind
from orgnet_core.paper.endurance import Lives, lives_of
from orgnet_core.paper.substitution import CopyErrors, copy_errors
from orgnet_core.particles import WEIGHT, Particles
from orgnet_core.presets import PRESETS
from orgnet_core.scoring import outputs_of, score
from orgnet_core.streaks import LONGEST
from orgnet_core.tasks import TASKS
from orgnet_core.training import Trainer

PARTICLES = PRESETS["addition"].config.organism.particles
PLATEAU = 10  # last ends of epochs, over which the median is taken


@dataclass(frozen=True)
class AddingFacts:
    """Of one run, at its start and the E ends of its epochs, [1 + E] each. Plain, for JSON."""

    seed: int
    epoch: list[int]
    self_replicators: list[int]
    task_loss: list[float]  # on the test set
    mean_error: list[float]  # on the test set
    replication_loss: list[float]  # over all particles and all SR steps of the next batch
    copies: dict[str, CopyErrors]  # at the end, by dtype
    lives: Lives  # of all particles, replicators or not

    @property
    def all_replicate(self) -> float:
        """The first epoch at whose end all particles replicate; infinite where there is none."""
        counts = zip(self.epoch, self.self_replicators, strict=True)
        return next((epoch for epoch, count in counts if count == PARTICLES), inf)

    def plateau(self, curve: str) -> float:
        return median(getattr(self, curve)[-PLATEAU:])


def grow_adding(config: RunConfig) -> AddingFacts:
    """Grow it and measure it at each end of an epoch. Raises Divergence."""
    trainer = Trainer(config)
    trainer.warm_up()
    ends, losses = list[Tensor](), list[float]()
    while True:
        if trainer.step % config.batches == 0:
            ends.append(trainer.particles.weights.clone())
            losses.append(next_replication_loss(trainer))
        if trainer.done:
            break
        trainer.advance(LONGEST)
    replicators, scores = _measured(trainer, ends)
    return AddingFacts(
        seed=config.seed,
        epoch=[*range(config.epochs + 1)],
        self_replicators=replicators,
        task_loss=[loss for loss, _ in scores],
        mean_error=[error for _, error in scores],
        replication_loss=losses,
        copies=_copies(trainer),
        lives=lives_of(trainer.particles),
    )


def _measured(
    trainer: Trainer, ends: Sequence[Tensor]
) -> tuple[list[int], list[tuple[float, float]]]:
    """(self-replicators, (loss, metric) on the test set) of the organism at each of the ends, its
    particles' weights [n, P]: all in one pass."""
    config, together = trainer.config, Particles(torch.cat([*ends], 1), trainer.particles.hidden)
    census = trainer.kernels.census(together)
    kinds = census.kind.view(len(ends), -1)
    x, y = trainer.task.test(config.torch_dtype)
    weights = census.response[WEIGHT].view(len(ends), -1)
    outputs = outputs_of(config.organism, x, weights, trainer.is_compiled)
    scores = [score(trainer.task, output, y, trainer.is_compiled) for output in outputs]
    return [int((each == Kind.SELF_REPLICATOR).sum()) for each in kinds], scores


def next_replication_loss(trainer: Trainer) -> float:
    """Summed over all particles and the SR steps of the next batch, each step's taken before it,
    as the authors' code does; the organism stays as it is."""
    phase, hidden = trainer.phase, trainer.config.particle_hidden
    particles = Particles(trainer.particles.weights.clone(), hidden)
    velocity = trainer.replication_velocity.clone()
    if phase.replication_momentum == "restarted":
        velocity.zero_()
    before = list[Tensor]()
    for _ in range(phase.replication_steps):
        before.append(particles.weights.clone())
        trainer.kernels.replication_steps(
            particles, velocity, 1, phase.replication_lr, phase.momentum
        )
    together = Particles(torch.cat(before, 1), hidden)
    return together.replication_loss().sum(dtype=torch.float64).item()


def _copies(trainer: Trainer) -> dict[str, CopyErrors]:
    """The same weights in float32, as they were grown, and in float64."""
    weights, config = trainer.particles.weights, trainer.config
    batch = TASKS[config.task].test(torch.float64)
    return {
        name: copy_errors(
            config.organism, Particles(weights.to(dtype), config.particle_hidden), batch
        )
        for name, dtype in (("float32", torch.float32), ("float64", torch.float64))
    }
