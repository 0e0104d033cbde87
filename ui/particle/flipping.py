"""Why the particle flips: its error around each task step of the next batches, and its gradient."""

from collections.abc import Iterator

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from plotly.subplots import make_subplots

from orgnet_core.fixpoints import EPSILON
from orgnet_core.flips import Flips, Push, flips, pushes
from orgnet_core.runs.live.continued import continued, last_with_weights
from orgnet_core.runs.live.run import Run
from orgnet_core.training import Divergence
from orgnet_views.numbers import format_number
from ui.session.progress import Progress, following, is_missing, why_missing
from ui.session.visitor import visitor
from ui.shared.charts import INK, add_level, laid_out, line, logarithmic, show_chart
from ui.shared.jobs import jobs
from ui.shared.tables import show_table
from ui.shared.texts import TEXTS

WORDS = TEXTS["particle"]["flips"]
BATCHES = 40
MARK = {"color": INK, "size": 6}


def flipping(run: Run, at: int, particle: int) -> None:
    st.caption(WORDS["help"].format(batches=BATCHES))
    shown = run.snapshots[at].step
    step = last_with_weights(run, shown)
    if step is None:
        st.info(TEXTS["particle"]["no_weights"])
        return
    if step != shown:
        st.caption(WORDS["earlier"].format(step=step))
    following([run.id], "flips/", lambda show: _section(run, step, particle, show))


def _section(run: Run, step: int, particle: int, show_progress: Progress) -> None:
    # With a phase appended other batches follow.
    name = f"flips/{step}/{particle}/{run.config.steps}"
    title = WORDS["computed"].format(particle=particle, step=step)

    def start() -> None:
        work = lambda: _work(run, step, particle)  # noqa: E731
        jobs().start(run.id, name, title, BATCHES, work, visitor())

    job = jobs().find(run.id, name)
    label, help_text = WORDS["start"]
    st.button(
        label.format(batches=BATCHES, step=step),
        key="flips_start",
        on_click=start,
        disabled=not is_missing(job),
        help=help_text,
    )
    why_missing(job)
    show_progress()
    if job is not None and job.state.is_over and not is_missing(job):
        _result(job.results)


def _work(run: Run, step: int, particle: int) -> Iterator[list[float]]:
    """Whether momenta are the run's own, then what each task step did; shorter if it diverges."""
    trainer, has_momenta = continued(run, step)
    try:
        for push in pushes(trainer, particle, BATCHES):
            yield [has_momenta, *push]
    except Divergence:
        return


def _result(rows: list[list[float]]) -> None:
    if not rows:
        st.info(WORDS["no_task"])
        return
    seen = [Push(int(step), *values) for _, step, *values in rows]
    summed = flips(seen)
    with st.container(key="flips_result"):
        st.markdown(f"{_happened(summed)} {_why(summed)}")
        st.caption(WORDS["momenta" if rows[0][0] else "at_rest"])
    show_chart(_chart(seen), WORDS["alt"], "flips_chart")
    with st.expander(WORDS["table"]):
        show_table(_table(seen), "flips")


def _happened(summed: Flips) -> str:
    """How often the task step pushed it over ε, in a sentence."""
    batches, pushed = f"{summed.batches:,} batches", f"**{summed.pushed:,}**"
    if not summed.below:
        return WORDS["never_below"].format(batches=batches)
    return WORDS["pushed"].format(
        batches=batches, below=f"{summed.below:,}", pushed=pushed, came=f"{summed.came:,}"
    )


def _why(summed: Flips) -> str:
    """How the error after a task step goes with the size of the gradient, in a sentence."""
    if not np.isfinite(summed.correlation):
        return WORDS["no_correlation"]
    return WORDS["correlation"].format(value=f"{summed.correlation:.2f}".replace("-", "−"))


def _chart(seen: list[Push]) -> go.Figure:
    """Its errors before and after each task step, above the size of its gradient."""
    steps = np.array([push.step for push in seen])
    before, after = (np.array([getattr(push, at) for push in seen]) for at in ("before", "after"))
    sizes = np.abs([push.gradient for push in seen])
    figure = make_subplots(2, 1, shared_xaxes=True, row_heights=[0.64, 0.36], vertical_spacing=0.06)
    hollow = line(steps, before, WORDS["before"], dash="dot").update(
        marker=MARK | {"symbol": "circle-open"}
    )
    figure.add_trace(hollow, 1, 1)
    figure.add_trace(line(steps, after, WORDS["after"]).update(marker=MARK), 1, 1)
    add_level(figure, EPSILON, row=1)
    bars = go.Bar(x=steps, y=sizes, marker_color=INK, name=WORDS["gradient"], showlegend=False)
    bars.update(hovertemplate=f"step %{{x}}: {WORDS['gradient']} %{{y:.2~e}}<extra></extra>")
    figure.add_trace(bars, 2, 1)
    logarithmic(figure, before, after)
    figure.update_yaxes(title="replication error", row=1, col=1)
    figure.update_yaxes(title=WORDS["gradient"], exponentformat="power", row=2, col=1)
    figure.update_xaxes(title="step", tickformat=",d", row=2, col=1)
    return laid_out(figure, legend=True).update_layout(height=400, bargap=0.4)


def _table(seen: list[Push]) -> dict[str, list[str]]:
    return {
        "step": [f"{push.step:,}" for push in seen],
        WORDS["before"]: [format_number(push.before) for push in seen],
        WORDS["after"]: [format_number(push.after) for push in seen],
        WORDS["gradient"]: [format_number(abs(push.gradient)) for push in seen],
    }
