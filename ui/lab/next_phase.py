"""How a living organism goes on from here: phases, three of them one click away, and the cut."""

from collections.abc import Callable

import streamlit as st

from orgnet_core.phases import Phase
from orgnet_core.runs.live.run import Run
from orgnet_core.schedule import constrain, freeze_task, task_only
from orgnet_core.settings import Settings
from ui.session.notices import errors_as_notice
from ui.session.steering import may_steer
from ui.shared.schedule_draft import parsed
from ui.shared.schedule_form import draft_of
from ui.shared.texts import TEXTS

WORDS = TEXTS["next_phase"]
FOLLOWING: dict[str, tuple[Callable[[Phase], Phase], str]] = {
    "freeze_task": (freeze_task, "ac_unit"),
    "constrain": (constrain, "lock"),
    "task_only": (task_only, "target"),
}


def next_phase(run: Run) -> None:
    """Buttons that append a phase to a run that has begun, and grow it on."""
    can_follow = run.view.takes_phases and may_steer(run)
    row = st.container(
        horizontal=True,
        vertical_alignment="center",
        gap="xsmall",
        width="content",
        key="next_phase",
    )
    with row:
        for name, (follow, icon) in FOLLOWING.items():
            label, help_text = WORDS[name]
            st.button(
                label,
                key=name,
                icon=f":material/{icon}:",
                help=help_text,
                on_click=_append,
                args=(run, follow),
                disabled=not can_follow,
            )
        label, help_text = WORDS["cut"]
        query = {"run": run.id, "by": "self_replicator"}
        st.page_link(
            "pages/prune.py",
            label=label,
            icon=":material/content_cut:",
            help=help_text,
            query_params=query,
            width="content",
        )


def append_shown(run: Run) -> None:
    """A button that appends the phase which the settings show."""
    label, help_text = TEXTS["schedule"]["append"]
    st.button(
        label,
        key="append_phase",
        icon=":material/playlist_add:",
        help=help_text,
        on_click=_append_shown,
        args=(run,),
        disabled=not (run.view.takes_phases and may_steer(run)),
    )


def _append(run: Run, follow: Callable[[Phase], Phase]) -> None:
    with errors_as_notice():
        run.append([follow(run.config.phase_before(run.step))], Settings().limits)


def _append_shown(run: Run) -> None:
    with errors_as_notice():
        run.append([parsed(draft_of(run).now)], Settings().limits)
