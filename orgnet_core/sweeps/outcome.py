"""What a run of a sweep came to: the little that is needed to read many of them together."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from hashlib import sha256
from typing import Any

import numpy as np

from orgnet_core.fixpoints import count_kinds
from orgnet_core.pruning.over_time import costs
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.kinds import StepKinds
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.snapshot import Snapshot

NAME = "outcome"  # of the result in the store


@dataclass(frozen=True)
class Outcome:
    """Of one run: its end, and its curves over the T recorded steps, [T]."""

    digest: str  # SHA-256 of the particles' last recorded weights [n, P], little-endian
    epoch: list[float]
    metric: list[float]
    task_loss: list[float]
    cut_cost: list[float]  # how much worse the metric is without all self-replicators
    self_replicators: list[float]  # their share of all particles, from 0 to 1


def outcome_of(task: str, steps: Sequence[StepKinds], weights: np.ndarray | None) -> Outcome:
    """`weights` [n, P] are those that were recorded last."""
    curves = {
        name: [scalars[name] for scalars, _ in steps] for name in ("epoch", "metric", "task_loss")
    }
    return Outcome(
        digest=digest(weights),
        **curves,
        cut_cost=costs(task, (scalars for scalars, _ in steps)),
        self_replicators=[count_kinds(kind)["self_replicator"] / len(kind) for _, kind in steps],
    )


def steps_of(snapshots: Sequence[Snapshot]) -> list[StepKinds]:
    return [StepKinds(each.scalars(), each.kind) for each in snapshots]


def digest(weights: np.ndarray | None) -> str:
    """Empty where none were recorded."""
    if weights is None:
        return ""
    return sha256(weights.astype(weights.dtype.newbyteorder("<")).tobytes()).hexdigest()


def recorded_outcome(store: Store, record: RunRecord) -> Outcome:
    """Of a run in the store that is over; computed once."""
    return _recorded(store, record.id, record.created, record.config.task, record.config.steps)


@lru_cache(maxsize=2_000)  # of 5 to 40 kB
def _recorded(store: Store, run: str, _created: str, task: str, _steps: int) -> Outcome:
    """Only a run that was begun at another time, or to which phases were appended, has other
    numbers."""
    kept: dict[str, Any] | None = store.computed.get(run, NAME)
    if kept is not None and kept.keys() == {field.name for field in fields(Outcome)}:
        return Outcome(**kept)  # else by an earlier version, which knew fewer curves
    steps = store.kinds.of(run)
    found = outcome_of(task, steps, _last_weights(store, run, steps))
    if not store.is_read_only:
        store.computed.keep(run, NAME, asdict(found))
    return found


def _last_weights(store: Store, run: str, steps: Sequence[StepKinds]) -> np.ndarray | None:
    for scalars, _ in reversed(steps):  # the last has them, unless the run diverged
        for _, weights in store.particle_weights(run, scalars["step"], scalars["step"]):
            return weights
    return None
