"""A sweep in a few lines: of each combination of swept settings, what its seeds came to."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from orgnet_core.runs.state import State
from orgnet_core.sweeps.axes import swept, value_of
from orgnet_core.sweeps.places import Kept
from orgnet_core.tasks import TASKS


def summary(runs: Sequence[Kept]) -> list[dict[str, Any]]:
    """A row for each combination, at the last recorded step: of the metric, of the share of
    self-replicators and of the cost of cutting all of them the median, the least and the most."""
    names = swept(kept.record.config for kept in runs)
    rows: dict[tuple[Any, ...], list[Kept]] = {}
    for kept in runs:
        values = tuple(value_of(kept.record.config, name) for name in names)
        rows.setdefault(values, []).append(kept)
    return [
        {"settings": dict(zip(names, values, strict=True)), **_row(row)}
        for values, row in rows.items()
    ]


def _row(runs: list[Kept]) -> dict[str, Any]:
    """Diverged runs are counted; numbers are those of the others."""
    finished = [kept.outcome for kept in runs if kept.record.state is State.FINISHED]
    name = TASKS[runs[0].record.config.task].metric
    return {
        "runs": len(runs),
        "diverged": len(runs) - len(finished),
        "metric": {"name": name, **_spread(outcome.metric[-1] for outcome in finished)},
        "self_replicators": _spread(outcome.self_replicators[-1] for outcome in finished),
        "cut_cost": _spread(outcome.cut_cost[-1] for outcome in finished),
    }


def _spread(values: Iterable[float]) -> dict[str, float | None]:
    found = list(values)
    if not found:
        return dict.fromkeys(("median", "min", "max"))
    return {"median": float(np.median(found)), "min": min(found), "max": max(found)}
