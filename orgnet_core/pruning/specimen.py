"""An organism as it lies on the table: what criteria look at and cuts are made in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from orgnet_core.config import RunConfig
from orgnet_core.fixpoints import Kind
from orgnet_core.kernels import kernels_for
from orgnet_core.organism import Organism
from orgnet_core.particles import WEIGHT, Particles
from orgnet_core.pruning.persistence import NO_HISTORY, USUAL, History, Persistence
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS, Task


@dataclass(frozen=True, eq=False)
class Specimen:
    """Arrays are over particles, [P]; `weight` and `replication_error` in the run's dtype."""

    config: RunConfig
    weight: np.ndarray  # the particle's task weight, r[4]
    replication_error: np.ndarray  # max over weights of |N ◁ N − N|
    kind: np.ndarray  # uint8, fixpoints.Kind
    particle_size: int  # parameters that each particle has
    history: History = NO_HISTORY  # of the run up to this step, for criteria that look back
    persistence: Persistence = USUAL  # what counts as persistent
    start: np.ndarray | None = None  # task weights as the run began, where that is known

    @classmethod
    def of(
        cls,
        config: RunConfig,
        snapshot: Snapshot,
        recorded: Sequence[Snapshot] = (),
        persistence: Persistence = USUAL,
    ) -> "Specimen":
        """The organism as it was recorded at one step; with what else was `recorded` of the run it
        has a history and a start, too."""
        return cls(
            config,
            snapshot.weight,
            snapshot.replication_error,
            snapshot.kind,
            config.particle_size,
            History.of(recorded, snapshot.step, config.batches),
            persistence,
            next((each.weight for each in recorded if each.step == 0), None),
        )

    @classmethod
    def of_particles(cls, config: RunConfig, particle_weights: np.ndarray | Tensor) -> "Specimen":
        """The organism that these particles, [n, P], make up."""
        weights = particle_tensor(config, particle_weights)
        particles = Particles(weights, config.particle_hidden)
        response, error, _, kind = kernels_for(config.kernel, weights.device).census(particles)
        weight = response[WEIGHT].numpy()
        return cls(config, weight, error.numpy(), kind.numpy(), config.particle_size)

    def twin(self, weight: Tensor) -> "Specimen":
        """An ordinary net of the same shape, [P] weights, under this organism's labels: ranked by
        those it is cut by the organism's masks, ranked by weights by its own."""
        return replace(self, weight=weight.numpy(), particle_size=1)

    @property
    def organism(self) -> Organism:
        return self.config.organism

    @property
    def task(self) -> Task:
        return TASKS[self.config.task]

    @property
    def replicators(self) -> np.ndarray:
        """bool [P], where a particle is a self-replicator."""
        return self.kind == Kind.SELF_REPLICATOR

    @property
    def persistent(self) -> np.ndarray:
        """bool [P], where a particle is a persistent self-replicator. Raises InputError where no
        history says so."""
        return self.history.persistent(self.persistence)

    @property
    def has_history(self) -> bool:
        """Whether there is enough of it to tell what is persistent."""
        return bool(self.history.within(self.persistence.epochs))


def particle_tensor(config: RunConfig, values: np.ndarray | Tensor) -> Tensor:
    """A copy of one value per particle weight, [n, P], on the CPU in the run's dtype.

    Raises ValueError for another shape.
    """
    values = values if isinstance(values, Tensor) else torch.tensor(values)
    shape = (config.particle_size, config.organism.particles)
    if values.shape != shape:
        raise ValueError(f"particle weights must be [n, P] = {shape}, not {tuple(values.shape)}.")
    copy = torch.empty(shape, dtype=config.torch_dtype)
    return copy.copy_(values)
