"""After the cut: training goes on without the particles that are gone.

A particle whose weights are all zero gets no gradient from either job (every gradient is a product
that one of its other layers is a factor of), so what is cut stays cut by itself.

From which weights it goes on tells what the cut has found: from the trained ones it is
fine-tuning; from the initial ones, the lottery ticket (Frankle & Carbin 2019, arXiv 1803.03635);
from other initial ones, the ticket's control.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from orgnet_core.config import RunConfig
from orgnet_core.pruning.criteria import criteria_of, ranking
from orgnet_core.pruning.evaluation import Score, cut_first, evaluate
from orgnet_core.pruning.specimen import Specimen, particle_tensor
from orgnet_core.start import initial_particles
from orgnet_core.training import LONGEST, Trainer


class Stage(NamedTuple):
    """An organism or net after some epochs of training."""

    epoch: int
    specimen: Specimen
    score: Score


def retrain(
    config: RunConfig, particle_weights: np.ndarray | Tensor, cut: np.ndarray
) -> Iterator[Stage]:
    """Train from these weights, [n, P], without the particles in `cut`, bool [P], through the
    config's schedule; a stage before and after every epoch. Raises Divergence.

    The batches are those of a run of that config; momenta start at rest.
    """
    trainer = Trainer(config)
    trainer.warm_up()
    weights = trainer.particles.weights
    weights.copy_(particle_tensor(config, particle_weights))
    weights[:, torch.tensor(cut, device=weights.device)] = 0
    yield _stage(trainer, cut)
    while not trainer.done:
        trainer.advance(LONGEST)
        if trainer.step % config.batches == 0:
            yield _stage(trainer, cut)


def fine_tuning(config: RunConfig, epochs: int) -> RunConfig:
    """The config whose schedule is so many more epochs like the run's last ones that trained the
    task.

    Raises SettingsError.
    """
    learning = [phase for phase in config.phases if phase.task]
    return config.changed({"phases": (learning or config.phases)[-1:], "phases.0.epochs": epochs})


def fine_tune_each(
    specimen: Specimen,
    particle_weights: np.ndarray | Tensor,
    count: int,
    epochs: int,
    criteria: Iterable[str] | None = None,
    seed: int = 0,
) -> Iterator[tuple[str, Stage]]:
    """(criterion, stage): the first `count` particles of each ranking are cut and all get the same
    budget of epochs, one criterion after the other. Raises Divergence, SettingsError
    and InputError."""
    config = fine_tuning(specimen.config, epochs)
    for criterion in criteria_of(specimen) if criteria is None else criteria:
        cut = cut_first(ranking(specimen, criterion, seed), count)
        for stage in retrain(config, particle_weights, cut):
            yield criterion, stage


def initial_weights(config: RunConfig) -> Tensor:
    """The particles, [n, P] on the CPU, that a run of this config begins with.

    To rewind is `retrain(config, initial_weights(config), cut)`; with the weights of a config with
    another seed it is to re-initialise, on the same batches.
    """
    return initial_particles(config).weights


def _stage(trainer: Trainer, cut: np.ndarray) -> Stage:
    specimen = Specimen.of_particles(trainer.config, trainer.particles.weights)
    return Stage(trainer.step // trainer.config.batches, specimen, evaluate(specimen, cut))
