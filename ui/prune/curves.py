"""Curves: what cuts of growing size cost, criterion by criterion (paper, Fig. 8)."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from orgnet_core.plurals import count_of
from orgnet_core.pruning import Band, Curve, are_siblings, band, criteria_of
from orgnet_core.pruning.curves import KEPT_AS
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.state import State
from orgnet_core.tasks import TASKS
from ui.prune import work
from ui.prune.criteria import CRITERIA
from ui.prune.sentences import PAPERS, across, claim
from ui.session.progress import following, is_missing, why_missing
from ui.session.visitor import visitor
from ui.shared.charts import INK, show_chart
from ui.shared.explain import explain
from ui.shared.jobs import Job, JobState, jobs
from ui.shared.line_chart import Line, line_chart
from ui.shared.registry import registry
from ui.shared.segments import choose_one
from ui.shared.texts import TEXTS

WORDS = TEXTS["prune"]["curves"]
MOST_SIBLINGS = 9


def curves(run: Run, at: int) -> None:
    """Metric and loss against the share cut, at snapshot number `at`, a line for each criterion;
    with sibling runs, how much they differ."""
    step, siblings = run.snapshots[at].step, siblings_of(run)
    name = f"{KEPT_AS}{step}"

    def found() -> list[Job | None]:
        return [jobs().find(each, name) for each in (run.id, *siblings)]

    def start() -> None:
        total = len(criteria_of(work.specimen_at(run, step)))
        for each in (run.id, *siblings):
            title = "Curves of this run" if each == run.id else f"Curves of run {each}"
            compute = partial(_curves_of, each, step)
            jobs().start(each, name, title, total, compute, visitor())

    st.subheader(WORDS["title"], anchor=False)
    explain(WORDS["help"].format(samples=f"{TASKS[run.config.task].test_size:,}"))
    following([run.id, *siblings], name, lambda show: _section(run, found(), start, show))


def siblings_of(run: Run) -> list[str]:
    """Ids of finished runs that differ in their seed alone, one for each seed, the newest."""
    by_seed = {}
    for record in registry().store.runs():
        if record.state == State.FINISHED and are_siblings(run.config, record.config):
            by_seed.setdefault(record.config.seed, record.id)
    return [by_seed[seed] for seed in sorted(by_seed)][:MOST_SIBLINGS]


def _curves_of(run_id: str, step: int):
    return work.pruning_curves(registry().require(run_id), step)


def _section(run: Run, found: Sequence[Job | None], start, show_progress) -> None:
    own, *others = found
    missing = sum(is_missing(job) for job in others)
    if is_missing(own) or missing:
        st.button(
            "Compute the curves"
            if is_missing(own)
            else f"Compute {count_of(missing, 'run')} with other seeds",
            key="curves_compute",
            on_click=start,
            help=WORDS["compute"],
            icon=":material/show_chart:",
            type="primary" if is_missing(own) else "secondary",
        )
    for job in found:
        why_missing(job)
    show_progress()
    if own is None or not own.results:
        return
    mine = [work.curve_from(each) for each in own.results]
    done = [job for job in others if job is not None and job.state is JobState.DONE]
    siblings = [[work.curve_from(each) for each in job.results] for job in done]
    with st.container(key="curves_result"):
        if own.state is JobState.DONE:
            st.markdown(claim(mine, run.config.task))
            if siblings:
                st.markdown(across([mine, *siblings], run.config.task))
        _chart(run, mine, _bands([mine, *siblings]) if siblings else {})
    with st.expander("Criteria explained", icon=":material/help:"):
        criteria = (CRITERIA[curve.criterion] for curve in mine)
        st.markdown("\n".join(f"- **{each.name}**: {each.description}" for each in criteria))


def _bands(runs: Sequence[Sequence[Curve]]) -> dict[str, Band]:
    """{criterion: band} for those criteria whose curve is there in every run."""
    by_name = [{curve.criterion: curve for curve in one} for one in runs]
    shared = set.intersection(*map(set, by_name))
    return {name: band([one[name] for one in by_name]) for name in shared}


def _chart(run: Run, mine: Sequence[Curve], bands: dict[str, Band]) -> None:
    task = TASKS[run.config.task]
    names = {"metric": task.metric.capitalize(), "task_loss": "Loss"}
    with st.container(horizontal=True, gap="medium"):
        quantity = _choice("Show", names, "curves_quantity")
        if bands:
            seeds = f"Median of {bands[mine[0].criterion].runs} seeds"
            if _choice("Lines", {"median": seeds, "run": "This run"}, "curves_lines") == "run":
                bands = {}
    lines = [_line(curve, bands.get(curve.criterion), quantity) for curve in mine]
    what = f"test {names[quantity].lower()}"
    figure = line_chart(lines, "fraction pruned, %", what, logarithmic=not task.classes)
    operating = 100 * mine[0].operating.share
    figure.add_vline(operating, line={"color": INK, "width": 1, "dash": "dot"})
    alt = f"{names[quantity]} against fraction pruned, a line for each criterion"
    show_chart(figure, alt, "curves_chart")
    st.caption(WORDS["bands"] if bands else WORDS["one"])


def _choice(label: str, names: dict[str, str], key: str) -> str:
    return choose_one(label, list(names), key=key, help=WORDS[key], in_words=names.__getitem__)


def _line(curve: Curve, over: Band | None, quantity: str) -> Line:
    """This run's line, or the median over several runs with their range around it."""
    name = CRITERIA[curve.criterion].name + (" *" if curve.criterion in PAPERS else "")
    style = CRITERIA[curve.criterion].style
    if over is None:
        share = [100 * point.share for point in curve.points]
        value = [getattr(point, quantity) for point in curve.points]
        mark = 100 * curve.operating.share, getattr(curve.operating, quantity)
        return Line(name, style, share, value, mark=mark)
    share = [100 * point.share.median for point in over.points]
    median, *edges = np.array([getattr(point, quantity) for point in over.points]).T
    mark = 100 * over.operating.share.median, getattr(over.operating, quantity).median
    return Line(name, style, share, median, tuple(edges), mark)
