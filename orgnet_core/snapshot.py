"""A snapshot: everything that is known of an organism at one step, frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from orgnet_core.fixpoints import count_kinds
from orgnet_core.measures import ContributionMethod

MOST_SECONDS = 1e9  # that a run may have taken: thirty years
# Arrays that steps recorded by earlier versions lack. A contribution without an error was measured
# on the first 256 test samples, one with an error on training samples.
LATER = {"contribution_error"}
BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)  # quantiles over particles, for bands around the median


@dataclass(frozen=True, eq=False)
class Snapshot:
    """State after `step` batches. Arrays are over particles, [P], in the run's dtype unless said,
    read-only.

    A value that could not be computed is NaN or infinite, never a good score.
    """

    step: int
    epoch: float  # step / batches per epoch
    seconds: float  # spent training and measuring, without pauses
    task_loss: float  # on the test set
    train_loss: float  # mean over the batches since the last step that was due to be recorded
    metric: float  # on the test set
    train_metric: float  # mean over the same batches
    metric_without_replicators: float  # on the test set, every self-replicator cut out (Def. 9)
    contribution_method: ContributionMethod  # how task_contribution was computed (measures.py)
    replication_error: np.ndarray  # max over weights of |N ◁ N − N|
    replication_loss: np.ndarray  # mean over weights of (N ◁ N − N)²
    task_contribution: np.ndarray  # task loss without the particle minus with it (measures.py)
    contribution_error: np.ndarray  # its standard error over samples
    gradient: np.ndarray  # ∂(task loss)/∂weight, on the samples of task_contribution
    copy: np.ndarray  # the particle's response: copy, r[0] …
    leaks: np.ndarray  # … leaks of layer, cell and edge, r[1:4], [3, P] …
    weight: np.ndarray  # … and task weight, r[4]
    kind: np.ndarray  # uint8, fixpoints.Kind
    particle_weights: np.ndarray | None = None  # [n, P], at a cadence

    @classmethod
    def of(cls, scalars: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> "Snapshot":
        """The one that has these `scalars()` and `arrays()`; of LATER ones NaN if it lacks them."""
        nothing = {name: np.full_like(arrays["weight"], np.nan) for name in LATER - arrays.keys()}
        values: dict[str, Any] = {**scalars, **nothing, **arrays}
        return cls(**values)

    def __post_init__(self):
        for array in self.arrays().values():
            array.setflags(write=False)

    @property
    def kinds(self) -> dict[str, int]:
        return count_kinds(self.kind)

    @property
    def replication_bands(self) -> list[float]:
        """Quantiles 5, 25, 50, 75, 95 % of the replication loss over particles."""
        return replication_bands([self.replication_loss])[0]

    @property
    def light(self) -> "Snapshot":
        """The same without the particle weights, which weigh more than all the rest."""
        return replace(self, particle_weights=None)

    def columns(self) -> dict[str, np.ndarray]:
        """Its arrays over particles by the names in COLUMNS, [P] each: leaks are three."""
        arrays = self.arrays()
        return {
            column: row
            for name, columns in COLUMNS.items()
            for column, row in zip(columns, np.atleast_2d(arrays[name]), strict=True)
        }

    def arrays(self) -> dict[str, np.ndarray]:
        arrays = {name: getattr(self, name) for name in COLUMNS}
        if self.particle_weights is not None:
            arrays["particle_weights"] = self.particle_weights
        return arrays

    @property
    def nbytes(self) -> int:
        """Of its arrays."""
        return sum(array.nbytes for array in self.arrays().values())

    def scalars(self) -> dict[str, float | str]:
        return {name: getattr(self, name) for name in SCALARS}


def replication_bands(losses: Sequence[np.ndarray]) -> list[list[float]]:
    """The quantiles BANDS of each, [P] in, five numbers out: many at once take little longer."""
    with np.errstate(invalid="ignore"):  # between two infinite losses there is no number
        return np.quantile(np.stack(losses), BANDS, axis=1).T.tolist()


LEAK_COLUMNS = ("leak_layer", "leak_cell", "leak_edge")
# The arrays over particles that every snapshot has, each with the columns that it makes in tables.
COLUMNS = {
    field.name: LEAK_COLUMNS if field.name == "leaks" else (field.name,)
    for field in fields(Snapshot)
    if field.type is np.ndarray
}
SCALARS = [
    field.name
    for field in fields(Snapshot)
    if field.name not in COLUMNS and field.name != "particle_weights"
]
NUMBERS = sum(map(len, COLUMNS.values())) - 1  # a particle's, in the run's dtype; kind is a byte
