"""Schedules from the same seeds: which makes every particle copy itself, and at what price?

The paper's alternation of replication and task; the same with the task frozen at its end; and ours,
replication as a constraint on each step, or as a projection after it. As references the dense nets
that start from the same task weights and see the same batches under the same optimiser.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from orgnet_core.config import RunConfig
from orgnet_core.presets import PRESETS
from orgnet_core.pruning import Persistence
from orgnet_core.pruning.dense import TwinResult, twin_result
from orgnet_core.schedule import replicated_on
from orgnet_core.snapshot import Snapshot
from orgnet_core.trials.statistics import paired, tidied, value_range

ALTERNATION, REPLICATE_ON = "alternation", "replicate_on"
CONSTRAINT, PROJECTION = "constraint", "projection"
WITH_TWIN = (ALTERNATION, CONSTRAINT)  # the others have the twin of one of these
_GOAL = PRESETS["mnist15-goal"].config


@dataclass(frozen=True)
class RunEnd:
    """What one run came to. Plain values, for JSON."""

    seed: int
    schedule: str
    particles: int
    accuracy: float  # on the test set, from 0 to 1
    self_replicators: int
    fewest: int  # self-replicators at any recorded step but the first
    cost: float  # in accuracy, of cutting all of them
    seconds: float  # of training and measuring
    twin: TwinResult | None


def _as_the_goal(config: RunConfig, replication: str) -> RunConfig:
    settings = {"start": _GOAL.start, "batch_size": _GOAL.batch_size, "phases": _GOAL.phases}
    return config.changed(settings | {"replication": replication})


SCHEDULES: dict[str, Callable[[RunConfig], RunConfig]] = {
    ALTERNATION: lambda config: config,
    REPLICATE_ON: lambda config: config.changed({"phases": replicated_on(config.phases)}),
    CONSTRAINT: lambda config: _as_the_goal(config, CONSTRAINT),
    PROJECTION: lambda config: _as_the_goal(config, PROJECTION),
}


def schedules_of(config: RunConfig) -> list[RunConfig]:
    """The same organism under each schedule, in the order of SCHEDULES."""
    return [schedule(config) for schedule in SCHEDULES.values()]


def end_of(
    config: RunConfig,
    recorded: Sequence[Snapshot],
    _rule: Persistence,
    _ends: Sequence[Snapshot],
) -> RunEnd:
    """What a run of one of these configs came to, and its twin, which is trained for that."""
    name, last = _schedule_of(config), recorded[-1]
    return RunEnd(
        seed=config.seed,
        schedule=name,
        particles=len(last.kind),
        accuracy=last.metric,
        self_replicators=last.kinds["self_replicator"],
        fewest=min(each.kinds["self_replicator"] for each in recorded[1:]),
        cost=last.metric - last.metric_without_replicators,
        seconds=last.seconds,
        twin=twin_result(config) if name in WITH_TWIN else None,
    )


def _schedule_of(config: RunConfig) -> str:
    last = config.phases[-1]
    if last.is_constrained:
        return last.replication
    return ALTERNATION if last.task else REPLICATE_ON


def schedule_summary(
    runs: Sequence[RunEnd], names: Sequence[str] = tuple(SCHEDULES)
) -> dict[str, Any]:
    """Plain values; of the first schedule, to which others are compared, there is a run."""
    first, *others = names
    by_name = {name: [run for run in runs if run.schedule == name] for name in names}
    return {
        "runs": len(by_name[first]),
        "particles": runs[0].particles,
        "schedules": {name: _over_seeds(of) for name, of in by_name.items() if of},
        "pairs": {name: _pairs(by_name[first], by_name[name]) for name in others if by_name[name]},
    }


def _over_seeds(runs: Sequence[RunEnd]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "accuracy": value_range([run.accuracy for run in runs]),
        "self_replicators": value_range([run.self_replicators for run in runs]),
        "fewest": value_range([run.fewest for run in runs]),
        "cost": value_range([tidied(run.cost) for run in runs]),
        "seconds": value_range([run.seconds for run in runs]),
    }
    twins = [(run, run.twin) for run in runs if run.twin is not None]
    if twins:
        apart = [tidied(run.accuracy - twin.metric) for run, twin in twins]
        found["twin"] = {
            "accuracy": value_range([twin.metric for _, twin in twins]),
            "seconds": value_range([twin.seconds for _, twin in twins]),
            "apart": value_range(apart),
            "pair": paired(apart),
        }
    return found


def _pairs(before: Sequence[RunEnd], after: Sequence[RunEnd]) -> dict[str, Any]:
    """A schedule minus the first one from the same seed."""
    seeds = {run.seed: run for run in before}
    both = [(seeds[run.seed], run) for run in after if run.seed in seeds]
    return {
        "accuracy": paired([mine.accuracy - theirs.accuracy for theirs, mine in both]),
        "self_replicators": paired(
            [float(mine.self_replicators - theirs.self_replicators) for theirs, mine in both]
        ),
    }
