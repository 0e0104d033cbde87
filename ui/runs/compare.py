"""Two to five runs side by side: their curves, what they differ in, their final results."""

from collections.abc import Callable
from html import escape

import numpy as np
import streamlit as st

from orgnet_core.fixpoints import Kind
from orgnet_core.pruning.over_time import DEAR
from orgnet_core.runs.archive.readme import flat
from orgnet_core.runs.live.run import Run
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS
from orgnet_views.numbers import format_number
from ui.shared.borders import add_borders
from ui.shared.charts import INK, show_chart
from ui.shared.cut_costs import cost_at, over_run
from ui.shared.formats import drop_name, format_share
from ui.shared.line_chart import Line, LineStyle, line_chart
from ui.shared.palette import PALETTE
from ui.shared.registry import registry
from ui.shared.rows import Row
from ui.shared.segments import choose_one
from ui.shared.settings_words import format_setting, setting_label
from ui.shared.texts import TEXTS

WORDS = TEXTS["runs"]["compare"]
MOST = 5
RUN_STYLES = (
    LineStyle(PALETTE["blue"], "solid", "diamond", 2.5),
    LineStyle(PALETTE["orange"], "dot", "circle", 2.5),
    LineStyle(PALETTE["green"], "dashdot", "triangle-up", 2.5),
    LineStyle(PALETTE["pink"], "longdash", "star", 2.5),
    LineStyle(PALETTE["sky"], "solid", "square-open", 2.5),
)
REFERENCE = LineStyle(INK, "dash", "hourglass", 2.5)
NOTHING = "–"
LONGEST = 20  # letters in a legend


def compare(chosen: list[Row], rows: list[Row]) -> None:
    """The chosen runs, with pinned ones beside them as far as there is room."""
    pinned = [row for row in rows if row.annotation.pinned and row not in chosen]
    if len(chosen) > MOST:
        st.caption(WORDS["too_many"])
        return
    together = [*pinned[: MOST - len(chosen)], *chosen]
    if not chosen or len(together) < 2:
        st.caption(WORDS["too_few"])
        return
    st.subheader(WORDS["title"], anchor=False)
    with st.container(key="runs_compare"):
        _shown(together)


def _shown(together: list[Row]) -> None:
    runs = [registry().require(row.id) for row in together]
    names = _names(together)
    quantity = choose_one(
        WORDS["quantity"],
        list(QUANTITIES),
        key="runs_quantity",
        help=WORDS["help"],
        in_words=WORDS["quantities"].__getitem__,
    )
    for label in dict.fromkeys(_axis(run, quantity) for run in runs):
        same = [i for i, run in enumerate(runs) if _axis(run, quantity) == label]
        lines = [_line(runs[i], names[i], together[i], i, quantity) for i in same]
        is_error = not TASKS[runs[same[0]].config.task].classes
        logarithmic = quantity == "task_loss" or (quantity == "metric" and is_error)
        figure = line_chart(lines, "epoch", label, logarithmic)
        last = max(runs[i].latest.epoch for i in same)
        add_borders(figure, (runs[i].config for i in same), last)
        show_chart(figure, f"{label} over epochs", f"runs_chart_{label}")
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{WORDS['differ']}**")
        different = differences(runs, names)
        if different[WORDS["setting"]]:
            st.dataframe(different, hide_index=True, key="runs_differences")
        else:
            st.caption(WORDS["same"])
    with right:
        st.markdown(f"**{WORDS['came_to']}**")
        st.dataframe(results(runs, names), hide_index=True, key="runs_results", height="content")
        st.caption(WORDS["one_run"])


def differences(runs: list[Run], names: list[str]) -> dict[str, list[str]]:
    """A column for each run, a row for each setting that is not the same in all; so, too, for the
    version that grew them, as other versions may draw other random numbers."""
    settings = [_in_words(run) for run in runs]
    labels = dict.fromkeys(label for each in settings for label in each)
    rows = {label: [each.get(label, NOTHING) for each in settings] for label in labels}
    differing = {label: row for label, row in rows.items() if len(set(row)) > 1}
    columns = {name: [row[i] for row in differing.values()] for i, name in enumerate(names)}
    return {WORDS["setting"]: [*differing]} | columns


def _in_words(run: Run) -> dict[str, str]:
    """Every setting by its label, and the version."""
    settings = {setting_label(name): value for name, value in flat(run.config).items()}
    values = settings | {WORDS["version"]: run.versions}
    return {label: format_setting(value) for label, value in values.items()}


def results(runs: list[Run], names: list[str]) -> dict[str, list[str]]:
    """A column for each run, with its results at its last recorded step."""
    columns = {name: list(_results(run).values()) for name, run in zip(names, runs, strict=True)}
    return {WORDS["result"]: list(_results(runs[0]))} | columns


def _results(run: Run) -> dict[str, str]:
    last, task = run.latest, TASKS[run.config.task]
    replicators, particles = last.kinds["self_replicator"], len(last.kind)
    return {
        "state": run.state,
        "epoch": f"{last.epoch:.4g} of {run.config.epochs:,}",
        "test score": f"{task.metric} {format_number(last.metric)}",
        "… without self-replicators": format_number(last.metric_without_replicators),
        **_costs(run),
        "test loss": format_number(last.task_loss),
        "self-replicators": f"{replicators:,} of {particles:,} "
        f"({format_share(replicators / particles)})",
        "replication loss, median": format_number(float(np.median(last.replication_loss))),
        "seconds of training": format_number(last.seconds),
    }


def _costs(run: Run) -> dict[str, str]:
    """Of cutting all self-replicators: at the last step, and over all of them."""
    words, found = WORDS["costs"], over_run(run)
    rows = {words["last"]: format_number(cost_at(run, run.latest))}
    dear = [words["dear"].format(limit=f"{limit:g}") for limit in DEAR]
    if found is None:
        return rows | dict.fromkeys([words["median"], words["largest"], *dear], NOTHING)
    largest = format_number(found.largest)
    return {
        **rows,
        words["median"]: format_number(found.median),
        words["largest"]: words["largest_at"].format(cost=largest, epoch=f"{found.epoch:.4g}"),
        **{
            label: words["dear_at"].format(dear=f"{count:,}", steps=f"{found.steps:,}")
            for label, count in zip(dear, found.dear, strict=True)
        },
    }


QUANTITIES: dict[str, Callable[[Run, Snapshot], float]] = {
    "metric": lambda _run, snapshot: snapshot.metric,
    "task_loss": lambda _run, snapshot: snapshot.task_loss,
    "replicators": lambda _run, snapshot: float(np.mean(snapshot.kind == Kind.SELF_REPLICATOR)),
    "cut_cost": cost_at,
}


def _axis(run: Run, quantity: str) -> str:
    """What is drawn, as the axis says it; runs of other tasks have other scores."""
    metric, name = TASKS[run.config.task].metric, WORDS["quantities"][quantity].lower()
    if quantity == "metric":
        return f"test {metric}"
    drop = f"{drop_name(TASKS[run.config.task])} when cut"
    return drop if quantity == "cut_cost" else name


def _line(run: Run, name: str, row: Row, place: int, quantity: str) -> Line:
    recorded = list(run.snapshots)
    style = REFERENCE if row.annotation.pinned else RUN_STYLES[place]
    epochs = [snapshot.epoch for snapshot in recorded]
    values = [QUANTITIES[quantity](run, snapshot) for snapshot in recorded]
    return Line(escape(name), style, epochs, values)


def _names(rows: list[Row]) -> list[str]:
    """Each by its name, short enough for a legend; by its id where that is taken."""
    names = [shortened(row.title) for row in rows]
    taken = [*names, WORDS["setting"], WORDS["result"]]
    return [
        name if taken.count(name) == 1 else row.id for name, row in zip(names, rows, strict=True)
    ]


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
