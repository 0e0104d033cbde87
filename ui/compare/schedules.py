"""What schedules came to over seeds: in the recorded trial, or in a sweep that one chooses."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from orgnet_core.runs.store.sweeps import SweepRecord
from orgnet_core.sweeps.grid import Grid
from orgnet_core.tasks import TASKS
from orgnet_core.trials.recorded import recorded_trial
from orgnet_views.numbers import format_number
from ui.compare.swept_schedules import (
    Twins,
    finished_runs,
    summary_of,
    sweeps_of_schedules,
    with_twins,
)
from ui.session.sweeps import sweep_title
from ui.shared.formats import drop_name, format_share
from ui.shared.tables import show_table
from ui.shared.texts import TEXTS

WORDS = TEXTS["compare"]["schedules"]
ACCURACY = "accuracy"  # what the trial is of


def schedules() -> None:
    """A row for each schedule, and the dense nets that they are held to."""
    with st.container(border=True, key="compare_schedules"):
        st.markdown(f"##### {WORDS['title']}")
        label, help_text = WORDS["source"]
        chosen = st.selectbox(
            label,
            [None, *sweeps_of_schedules()],
            key="compare_source",
            format_func=lambda sweep: sweep_title(sweep) if sweep else WORDS["recorded_trial"],
            help=help_text,
            width=440,
        )
        if chosen is None:
            _show_trial()
        else:
            _show_sweep(chosen)
        st.page_link("pages/sweeps.py", label=WORDS["to_sweeps"], icon=":material/grid_on:")


def _show_trial() -> None:
    found = recorded_trial("schedules")
    names = WORDS["names"]
    st.caption(_what("what", ACCURACY, runs=found["runs"], seeds=found["seeds"]))
    _show(found, names, ACCURACY)
    st.caption(WORDS["recorded"].format(**found["recorded"]))


def _show_sweep(sweep: SweepRecord) -> None:
    grid = Grid.from_json(sweep.grid)
    if not (runs := finished_runs(grid)):
        st.info(WORDS["too_few"], icon=":material/hourglass_empty:")
        return
    metric = TASKS[grid.config.task].metric
    left = len(grid.configs) - len(runs)
    missing = WORDS["missing"].format(count=left) if left else WORDS["whole"]

    def show(twins: Twins) -> None:
        found = summary_of(grid, runs, twins)
        st.caption(_what("what_swept", metric, runs=found["runs"], missing=missing))
        _show(found, {name: name for name in found["schedules"]}, metric)

    with_twins(sweep, runs, show)
    st.caption(WORDS["seconds"])


def _what(name: str, metric: str, **facts: Any) -> str:
    return WORDS[name].format(
        cost=WORDS["cost"].format(drop=_drop(metric)), twin=WORDS["dense"], **facts
    )


def _show(found: dict, names: Mapping[str, str], metric: str) -> None:
    show_table(table(found, names, metric), "schedules")
    st.markdown("  \n".join(sentences(found, names, metric)))


def table(found: dict, names: Mapping[str, str], metric: str) -> dict[str, list[str]]:
    """Columns: median over seeds, from the least to the largest. `names` of the schedules."""
    rows = [_row(found, names[name], of, metric) for name, of in found["schedules"].items()]
    return {column: [row[column] for row in rows] for column in rows[0]}


def _row(found: dict, name: str, of: dict, metric: str) -> dict[str, str]:
    heads, particles = WORDS["columns"], found["particles"]

    def share(counts: dict) -> str:
        values = [format_share(counts[each] / particles) for each in ("median", "least", "largest")]
        return _range(*values)

    def score(values: dict) -> str:
        return _range(*(_number(values[each], metric) for each in ("median", "least", "largest")))

    return {
        heads["schedule"]: name,
        heads["share"]: share(of["self_replicators"]),
        heads["fewest"]: share(of["fewest"]),
        heads["accuracy"].format(metric=metric): score(of["accuracy"]),
        heads["cost"].format(drop=_drop(metric)): score(of["cost"]),
        heads["seconds"]: f"{of['seconds']['median']:.1f}",
        heads["twin"]: _number(of["twin"]["accuracy"]["median"], metric)
        if "twin" in of
        else WORDS["none"],
    }


def sentences(found: dict, names: Mapping[str, str], metric: str) -> list[str]:
    """How far each is from its dense baseline, and from the first schedule, seed by seed."""
    first = next(iter(found["schedules"]))
    said = [
        WORDS["twin"].format(
            schedule=names[name], metric=metric, pair=_interval(of["twin"]["pair"], metric)
        )
        for name, of in found["schedules"].items()
        if "twin" in of
    ]
    return said + [
        WORDS["pair"].format(
            schedule=names[name],
            metric=metric,
            first=names[first],
            pair=_interval(pair["accuracy"], metric),
        )
        for name, pair in found["pairs"].items()
    ]


def _drop(metric: str) -> str:
    """As `drop_name` says it of the task with that metric."""
    return next(drop_name(task) for task in TASKS.values() if task.metric == metric)


def _range(median: str, least: str, largest: str) -> str:
    return median if least == largest else f"{median} ({least} to {largest})"


def _interval(pair: dict[str, float] | None, metric: str) -> str:
    if pair is None:
        return WORDS["unknown"]
    median, low, high = (_signed(pair[each], metric) for each in ("median", "low", "high"))
    return f"{median} ({low} to {high})"


def _signed(value: float, metric: str) -> str:
    return f"{'+' if value > 0 else ''}{_number(value, metric)}"


def _number(value: float, metric: str) -> str:
    """Accuracies have the same digits in all rows, errors are read by their powers of ten."""
    return f"{value:.4f}".replace("-", "−") if metric == ACCURACY else format_number(value)
