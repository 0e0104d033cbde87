"""The claim over time: what cutting all self-replicators costs at each recorded step of the run."""

from math import isfinite

import streamlit as st

from orgnet_core.pruning import CostOverTime, Distribution, distribution
from orgnet_core.pruning.over_time import DEAR, cost
from orgnet_core.runs.live.run import Run
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS
from ui.prune.sentences import amount
from ui.session.board import board
from ui.shared.texts import TEXTS

WORDS = TEXTS["prune"]["over_time"]


def over_time(run: Run, snapshot: Snapshot) -> None:
    """The curve, on which a click goes to a step, and in words what it comes to."""
    with st.container(key="prune_over_time"):
        board(run, ["kinds"], key="prune_kinds")
        st.caption(f"{at_step(run, snapshot)} {over_steps(over_run(run), run.config.task)}")


def cost_at(run: Run, snapshot: Snapshot) -> float:
    """Of cutting all self-replicators, in the task's metric; NaN where it was not measured."""
    return cost(run.config.task, snapshot.metric, snapshot.metric_without_replicators)


def at_step(run: Run, snapshot: Snapshot) -> str:
    """What it comes to at one step; empty where it was not measured."""
    task, found = run.config.task, cost_at(run, snapshot)
    if not isfinite(found):
        return ""
    return WORDS["now"].format(
        count=f"{snapshot.kinds['self_replicator']:,}",
        cost=amount(found, task),
        metric=TASKS[task].metric,
    )


def over_run(run: Run) -> Distribution | None:
    """Over all that is recorded of it up to now."""
    recorded = [snapshot.scalars() for snapshot in run.snapshots]
    return distribution([CostOverTime.of(run.config.task, run.config.seed, recorded)])


def over_steps(found: Distribution | None, task: str) -> str:
    """What it came to over the recorded steps of one run."""
    if found is None:
        return WORDS["unknown"]
    dear = ", ".join(
        WORDS["dear"].format(
            limit=f"{limit:g}", steps=f"{steps:,}", share=f"{steps / found.steps:.1%}"
        )
        for limit, steps in zip(DEAR, found.dear, strict=True)
    ).replace("%", " %")
    return WORDS["steps"].format(
        steps=f"{found.steps:,}",
        metric=TASKS[task].metric,
        median=amount(found.median, task),
        high=amount(found.high, task),
        largest=amount(found.largest, task),
        epoch=f"{found.epoch:.4g}",
        dear=dear,
    )
