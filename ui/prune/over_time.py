"""The claim over time: the drop when all self-replicators are cut, at each recorded step."""

from math import isfinite

import streamlit as st

from orgnet_core.pruning import Distribution
from orgnet_core.runs.live.run import Run
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS
from ui.prune.sentences import amount, changed
from ui.session.board import board
from ui.shared.cut_costs import cost_at, dear_steps, over_run
from ui.shared.formats import drop_name
from ui.shared.texts import TEXTS

WORDS = TEXTS["prune"]["over_time"]


def over_time(run: Run, snapshot: Snapshot) -> None:
    """The curve, on which a click goes to a step, and the numbers in words."""
    with st.container(key="prune_over_time"):
        board(run, ["kinds"], key="prune_costs")
        st.caption(f"{at_step(run, snapshot)} {over_steps(over_run(run), run.config.task)}")


def at_step(run: Run, snapshot: Snapshot) -> str:
    """Of one step; empty where it was not measured."""
    task, found = run.config.task, cost_at(run, snapshot)
    if not isfinite(found):
        return ""
    return WORDS["now"].format(
        count=f"{snapshot.kinds['self_replicator']:,}",
        change=changed(found, task),
    )


def over_steps(found: Distribution | None, task: str) -> str:
    """Over the recorded steps of one run."""
    if found is None:
        return WORDS["unknown"]
    return WORDS["steps"].format(
        steps=f"{found.steps:,}",
        drop=drop_name(TASKS[task]),
        median=amount(found.median, task),
        high=amount(found.high, task),
        largest=amount(found.largest, task),
        epoch=f"{found.epoch:.4g}",
        dear=dear_steps(found),
    )
