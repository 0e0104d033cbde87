"""What cutting all self-replicators costs in runs on the pages, over their recorded steps."""

from orgnet_core.pruning import CostOverTime, Distribution, distribution
from orgnet_core.pruning.over_time import DEAR, cost
from orgnet_core.runs.live.run import Run
from orgnet_core.snapshot import Snapshot
from ui.shared.formats import format_share
from ui.shared.texts import TEXTS

WORDS = TEXTS["cut_costs"]


def cost_at(run: Run, snapshot: Snapshot) -> float:
    """In the task's metric; NaN where it was not measured."""
    return cost(run.config.task, snapshot.metric, snapshot.metric_without_replicators)


def over_run(run: Run) -> Distribution | None:
    """Over all that is recorded of it up to now."""
    recorded = [snapshot.scalars() for snapshot in run.snapshots]
    return distribution([CostOverTime.of(run.config.task, run.config.seed, recorded)])


def dear_steps(found: Distribution) -> str:
    """At how many steps it was dear, and of several runs in how many: "more than 0.025 at 5 steps
    (2.1 %), more than …"."""
    said: list[str] = []
    for limit, steps, runs in zip(DEAR, found.dear, found.runs_dear, strict=True):
        share = format_share(steps / found.steps)
        words = WORDS["dear" if found.runs == 1 else "dear_in_runs"]
        said.append(
            words.format(limit=f"{limit:g}", steps=f"{steps:,}", share=share, runs=f"{runs:,}")
        )
    return ", ".join(said)
