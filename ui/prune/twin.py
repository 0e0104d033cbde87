"""The dense baseline: a net of the same shape, pruned by the same masks as the organism."""

import numpy as np
import streamlit as st

from orgnet_core.pruning import Curve, Specimen, cut_first, evaluate, ranking
from orgnet_core.runs.live.run import Run
from orgnet_core.tasks import TASKS
from orgnet_core.trials.recorded import recorded_trial
from ui.prune import work
from ui.prune.baselines import small_net_sentence
from ui.prune.criteria import CRITERIA
from ui.prune.sentences import amount, in_words
from ui.prune.styles import OURS
from ui.prune.training_lines import Trained, recorded, training_chart
from ui.session.progress import Progress, following, is_allowed, is_missing, why_missing
from ui.session.visitor import visitor
from ui.shared.charts import show_chart
from ui.shared.explain import explain
from ui.shared.jobs import Job, JobState, jobs
from ui.shared.line_chart import Line, line_chart
from ui.shared.tables import show_table
from ui.shared.texts import TEXTS

WORDS = TEXTS["prune"]["twin"]


def twin(run: Run, at: int, cut: np.ndarray) -> None:
    """Train the dense baseline; cut it, with the organism of snapshot number `at` beside it."""
    with st.container(border=True):
        st.subheader(WORDS["title"], anchor=False)
        explain(WORDS["help"].format(samples=f"{TASKS[run.config.task].test_size:,}"))
        st.caption(small_net_sentence(recorded_trial("baselines")))
        if not is_allowed(run, run.config.epochs):
            return
        following([run.id], "twin/", lambda show: _section(run, at, cut, show))


def _section(run: Run, at: int, cut: np.ndarray, show_progress: Progress) -> None:
    step = run.snapshots[at].step
    net, curves = (jobs().find(run.id, name) for name in ("twin/net", f"twin/curves/{step}"))
    if is_missing(net) or is_missing(curves):
        st.button(
            "Train the dense baseline" if is_missing(net) else "Prune it at this step",
            key="twin_train",
            on_click=_start,
            args=(run, step),
            help=WORDS["train"],
            icon=":material/play_arrow:",
        )
    for job in (net, curves):
        why_missing(job)
    show_progress()
    if net is None or not net.results:
        return
    with st.container(key="twin_result"):
        net_line = Trained("Dense baseline", OURS, list(net.results), run.config.epochs)
        lines = [net_line, recorded(run, run.config.epochs)]
        training_chart(run, lines, "epochs", "twin_chart")
        if net.state is JobState.DONE and curves is not None and curves.state is JobState.DONE:
            _cut(run, step, cut, net, curves)


def _start(run: Run, step: int) -> None:
    """Train, then cut: jobs come one after the other."""
    epochs = run.config.epochs
    title = "Training the dense baseline"
    net = jobs().start(
        run.id, "twin/net", title, epochs + 1, lambda: work.twin_trained(run), visitor()
    )
    jobs().start(
        run.id,
        f"twin/curves/{step}",
        "Pruning the dense baseline",
        2 * len(work.TWIN_CRITERIA),
        lambda: work.twin_curves(run, step, net.results),
        visitor(),
    )


def _cut(run: Run, step: int, cut: np.ndarray, net: Job, curves: Job) -> None:
    task, organism = TASKS[run.config.task], work.specimen_at(run, step)
    lines = [_line(plain["net"], work.curve_from(plain)) for plain in curves.results]
    what = f"test {task.metric}"
    figure = line_chart(lines, "fraction pruned, %", what, not task.classes)
    alt = f"{task.metric} of the dense baseline and of the organism against fraction pruned"
    show_chart(figure, alt, "twin_cuts")
    show_table(table(organism, work.twin_of(organism, net.results[-1]["weight"]), cut), "twin")
    st.caption(WORDS["table"])


def table(organism: Specimen, dense: Specimen, cut: np.ndarray) -> dict[str, list[str]]:
    """Columns: which cut, of how many, the scores of the organism and of the dense baseline."""
    columns = {"cut": [], "number cut": [], "organism": [], "dense baseline": []}
    replicators, nothing = organism.replicators, np.zeros_like(cut)

    def add(what: str, *masks: np.ndarray) -> None:
        left = zip((organism, dense), masks, strict=True)
        scores = [evaluate(each, mask).metric for each, mask in left]
        cells = what, f"{masks[0].sum():,}", *(amount(x, organism.config.task) for x in scores)
        for column, cell in zip(columns.values(), cells, strict=True):
            column.append(cell)

    def smallest(count: int) -> list[np.ndarray]:
        return [cut_first(ranking(each, "l1_global"), count) for each in (organism, dense)]

    add("nothing", nothing, nothing)
    add("this cut", cut, cut)
    add("as many, each net's smallest weights (global l1)", *smallest(cut.sum()))
    add("the organism's self-replicators", replicators, replicators)
    add("as many, each net's smallest weights (global l1)", *smallest(replicators.sum()))
    return columns


def _line(net: str, curve: Curve) -> Line:
    """Colours say in which order, dashes whose: the dense baseline's lines are solid."""
    style = CRITERIA[curve.criterion].style
    whose = "Dense baseline"
    if net == "organism":
        style, whose = style._replace(dash="dot", width=2), "Organism"
    name = f"{whose}, {in_words(curve.criterion)}"
    share = [100 * point.share for point in curve.points]
    mark = 100 * curve.operating.share, curve.operating.metric
    return Line(name, style, share, [point.metric for point in curve.points], mark=mark)
