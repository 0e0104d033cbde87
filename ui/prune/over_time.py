"""The claim over time: what cutting all self-replicators costs at each recorded step of the run."""

from math import isfinite

import streamlit as st

from orgnet_core.pruning import Distribution
from orgnet_core.runs.live.run import Run
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS
from ui.prune.sentences import amount
from ui.session.board import board
from ui.shared.cut_costs import cost_at, dear_steps, over_run
from ui.shared.texts import TEXTS

WORDS = TEXTS["prune"]["over_time"]


def over_time(run: Run, snapshot: Snapshot) -> None:
    """The curve, on which a click goes to a step, and in words what it comes to."""
    with st.container(key="prune_over_time"):
        board(run, ["kinds"], key="prune_costs")
        st.caption(f"{at_step(run, snapshot)} {over_steps(over_run(run), run.config.task)}")


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


def over_steps(found: Distribution | None, task: str) -> str:
    """What it came to over the recorded steps of one run."""
    if found is None:
        return WORDS["unknown"]
    return WORDS["steps"].format(
        steps=f"{found.steps:,}",
        metric=TASKS[task].metric,
        median=amount(found.median, task),
        high=amount(found.high, task),
        largest=amount(found.largest, task),
        epoch=f"{found.epoch:.4g}",
        dear=dear_steps(found),
    )
