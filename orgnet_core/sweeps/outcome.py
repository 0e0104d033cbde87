"""What a run of a sweep came to: the little that is needed to read many of them together."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from orgnet_core.runs.store import Store
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS

NAME = "outcome"  # of the result in the store


@dataclass(frozen=True)
class Outcome:
    """Of one run: its end, and its curves over the T recorded steps, [T]."""

    digest: str  # SHA-256 of the particles' last recorded weights [n, P], little-endian
    epoch: list[float]
    metric: list[float]
    cut_cost: list[float]  # how much worse the metric is without all self-replicators
    self_replicators: list[float]  # their share of all particles, from 0 to 1


def outcome_of(
    record: RunRecord, snapshots: Sequence[Snapshot], weights: np.ndarray | None
) -> Outcome:
    """`weights` [n, P] are those that were recorded last."""
    higher_is_better = TASKS[record.config.task].higher_is_better
    metrics = [(each.metric, each.metric_without_replicators) for each in snapshots]
    return Outcome(
        digest=digest(weights),
        epoch=[each.epoch for each in snapshots],
        metric=[metric for metric, _ in metrics],
        cut_cost=[a - b if higher_is_better else b - a for a, b in metrics],
        self_replicators=[each.kinds["self_replicator"] / len(each.kind) for each in snapshots],
    )


def digest(weights: np.ndarray | None) -> str:
    """Empty where none were recorded."""
    if weights is None:
        return ""
    return sha256(weights.astype(weights.dtype.newbyteorder("<")).tobytes()).hexdigest()


def recorded_outcome(store: Store, record: RunRecord) -> Outcome:
    """Of a run in the store that is over; computed once."""
    kept: Mapping[str, Any] | None = store.computed.get(record.id, NAME)
    if kept is not None:
        return Outcome(**kept)
    snapshots = store.snapshots(record.id)
    found = outcome_of(record, snapshots, _last_weights(store, record.id, snapshots))
    if not store.is_read_only:
        store.computed.keep(record.id, NAME, asdict(found))
    return found


def _last_weights(store: Store, run: str, snapshots: Sequence[Snapshot]) -> np.ndarray | None:
    for snapshot in reversed(snapshots):  # the last has them, unless the run diverged
        for _, weights in store.particle_weights(run, snapshot.step, snapshot.step):
            return weights
    return None
