"""Where a run stands: one live sentence, a progress bar, and what has happened to it."""

from pathlib import Path

import streamlit as st
from streamlit.components import v2

from orgnet_core.runs.live.run import Run
from orgnet_core.runs.state import State
from ui.shared.addresses import ASSETS
from ui.shared.markdown import escape_markdown
from ui.shared.run_status import status_of

_component = v2.component(
    "run_status",
    html='<p class="run_status"><strong></strong><span></span></p>'
    '<progress aria-label="Trained"></progress>',
    css=Path(__file__).with_suffix(".css").read_text(encoding="utf-8"),
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def status_line(run: Run) -> None:
    """The sentence and the bar follow the frames of the run, as its board does, so that they name
    the same step. The page runs again when what it offers depends on is another: the state, or the
    notice."""
    run.wake()
    view = run.view
    status = status_of(run, view)
    with st.container(key="status", gap=None):
        _component(
            key="run_status",
            data={
                "run": run.id,
                "assets": ASSETS,
                "status": status._asdict(),
                "progresses": not run.origin.is_shipped,
                "returns": view.takes_phases,
            },
            on_turned_change=_turned,
        )
    if status.notice:
        level = st.error if view.state in (State.DIVERGED, State.FAILED) else st.info
        level(escape_markdown(status.notice))


def _turned() -> None:
    """Streamlit keeps no value of a component's for which there is no callback; to run the page
    again is enough."""
