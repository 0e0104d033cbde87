"""Controls of the cut on the page: what to compare it with before it means much."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from orgnet_core.fixpoints import EPSILON
from orgnet_core.pruning import Specimen, spread
from orgnet_core.runs.live.run import Run
from orgnet_views.numbers import format_number
from ui.prune import questions, work
from ui.prune.charts import over_epsilon
from ui.prune.questions import Answer
from ui.prune.yardstick import Yardstick
from ui.shared.charts import show_chart
from ui.shared.explain import explain
from ui.shared.sliders import SR_STEPS
from ui.shared.texts import TEXTS

WORDS = TEXTS["prune"]["controls"]
HALVES = tuple(range(-14, -3))  # ε = 10^(half/2), from 1e-7 to 1e-2
Use = Callable[[np.ndarray], None]


def controls(run: Run, at: int, specimen: Specimen, cut: np.ndarray, use: Use) -> None:
    """Questions about the page's cut, bool [P], and about the label "self-replicator".

    `use` makes a control's mask the page's cut; it is called before the page is drawn again.
    """
    yard = Yardstick.of(specimen)
    st.subheader(WORDS["title"], anchor=False)
    explain(f"{WORDS['help']} {yard.in_words}")
    if not yard.margin > 0:
        st.info(WORDS["unlearned"])
    st.markdown(f"##### {WORDS['about_cut']}")
    with st.container(key="controls_result", gap="medium"):
        if cut.any():
            for answer in questions.about_the_cut(specimen, cut):
                _row(answer, use)
        else:
            st.info(WORDS["nothing_cut"])
    st.markdown(f"##### {WORDS['about_label']}")
    explain(WORDS["label_help"])
    _by_epsilon(run, at, specimen, use)
    weights = run.weights_at(run.snapshots[at].step)
    if weights is None:
        st.info(WORDS["no_weights"])
        return
    phase = run.config.phase_before(run.snapshots[at].step)
    _row(questions.just_before_the_task(specimen, weights, phase), use)
    _by_steps(run, at, specimen, use)


@st.fragment
def _by_epsilon(run: Run, at: int, specimen: Specimen, use: Use) -> None:
    row = st.container()  # the question stands above its slider
    half: int = st.select_slider(  # one value, no range  # pyright: ignore[reportAssignmentType]
        "ε",
        HALVES,
        round(2 * np.log10(EPSILON)),
        questions.epsilon,
        key="control_epsilon",
        help=WORDS["epsilon"]["help"],
        width=420,
    )
    answers = _epsilons(run.id, run.snapshots[at].step, specimen)
    chosen = answers[HALVES.index(half)]
    with row:
        _row(chosen, use)
    figure = over_epsilon(
        np.array(HALVES) / 2,
        np.array([answer.cut.sum() for answer in answers]),
        np.array([answer.scores[0].metric for answer in answers]),
        chosen.against.whole.metric,
        half / 2,
        specimen.task.metric,
    )
    alt = f"over ε: the number of self-replicators, and the {specimen.task.metric} without them"
    show_chart(figure, alt, "control_epsilon_chart")
    st.caption(WORDS["epsilon"]["chart"].format(metric=specimen.task.metric))


@st.fragment
def _by_steps(run: Run, at: int, specimen: Specimen, use: Use) -> None:
    row = st.container()  # the question stands above its slider
    steps = st.select_slider(
        WORDS["frozen"]["slider"],
        SR_STEPS,
        1000,
        "{:,}".format,
        key="control_steps",
        help=WORDS["frozen"]["help"],
        width=420,
    )
    with st.spinner(WORDS["frozen"]["spinner"], show_time=True):
        answer = _frozen(run.id, run.snapshots[at].step, steps, run, specimen)
    with row:
        _row(answer, use)


def _row(answer: Answer, use: Use) -> None:
    """A question with its answer, its numbers, and a button that takes its mask over."""
    words = WORDS[answer.name]
    question, result = st.columns([8, 5], vertical_alignment="center", gap="medium")
    question.markdown(
        f"**{words['question']}** :gray-badge[{words['source']}]  \n{answer.says}",
        help=words["why"],
    )
    with result.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_numbers(answer), width="stretch")
        pressed = st.button(
            WORDS["use"],
            key=f"use_{answer.name}",
            on_click=use,
            args=(answer.cut,),
            help=words.get("use", WORDS["use_help"]),
            disabled=not answer.cut.any(),
        )
    if pressed:
        st.rerun()  # the whole page: pressed in a fragment, only that would be drawn again


def _numbers(answer: Answer) -> str:
    """Particles cut, what they cost, and the scores, on two lines."""
    yard = answer.against
    metric, least, largest = spread([score.metric for score in answer.scores])
    loss = spread([score.task_loss for score in answer.scores]).median
    several = f" ({yard.amount(least)} to {yard.amount(largest)})"
    between = several if len(answer.scores) > 1 else ""
    return (
        f"**{answer.cut.sum():,}** cut, **{yard.costs(*answer.scores)}**  \n"
        f"{yard.specimen.task.metric} {yard.amount(metric)}{between}, loss {format_number(loss)}"
    )


@st.cache_data(max_entries=20, show_spinner=False)
def _epsilons(run_id: str, step: int, _specimen: Specimen) -> list[Answer]:
    return questions.at_epsilons(_specimen, HALVES)


@st.cache_data(max_entries=50, show_spinner=False)
def _frozen(run_id: str, step: int, steps: int, _run: Run, _specimen: Specimen) -> Answer:
    phase = _run.config.phase_before(step)
    return questions.frozen(_specimen, work.weights_at(_run, step), phase, steps)
