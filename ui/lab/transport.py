"""The transport bar: what plays, pauses, stops and renews one run."""

import streamlit as st

from orgnet_core.config import RunConfig
from orgnet_core.presets import PRESETS
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.state import State
from ui.lab.next_phase import append_shown
from ui.lab.reproduce import reproduce
from ui.lab.speed import speed
from ui.lab.ten_seeds import ten_seeds
from ui.session.notices import errors_as_notice, show_notice
from ui.session.runs import make_current, new_preset_run, run_like
from ui.session.steering import hand_over, may_steer
from ui.session.visitor import owner
from ui.shared.settings_form import settings_form
from ui.shared.texts import TEXTS

HELP = TEXTS["controls"]


def transport(run: Run) -> None:
    """Choose a preset; play, pause, step, stop; start again with the same or the next seed."""
    state, is_mine = run.state, may_steer(run)
    growing, can_grow = state.is_growing, run.can_grow
    halts = growing or state is State.PAUSED
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        _preset_choice(run)
        grows = is_mine and can_grow and not growing
        _button("play", "Play", "play_arrow", run.play, grows, primary=True)
        ten_seeds(run)
        _button("pause", "Pause", "pause", run.pause, is_mine and growing)
        _button("step", "Step", "skip_next", run.advance, grows)
        if is_mine:
            speed(run)
        _button("stop", "Stop", "stop", run.stop, is_mine and halts)
        _reset(run, is_mine)
        _button("new_seed", "New seed", "casino", lambda: _renew(run, run.config.seed + 1))
        with st.popover("Settings", icon=":material/tune:", help=HELP["settings"]):
            settings_form(run, owner(), lambda config: _grow(run, config))
            append_shown(run)
            if run.view.is_live:
                _rest_toggle(run, is_mine)
            hand_over(run)
        reproduce(run, timeline="time")
    show_notice()
    with st.container(key="watching"):
        if not is_mine:
            st.caption(TEXTS["steering"]["watching"])


_SHORTCUTS = {"play": "p", "pause": "p", "step": "s"}


def _button(key, label, icon, action, enabled=True, primary=False, help_text=None) -> None:
    st.button(
        label,
        key=key,
        icon=f":material/{icon}:",
        on_click=action,
        disabled=not enabled,
        help=help_text or HELP[key],
        type="primary" if primary else "secondary",
        # Play and pause share a key, so only the one that can be pressed may have it.
        shortcut=_SHORTCUTS.get(key) if enabled else None,
    )


def _reset(run: Run, is_mine: bool) -> None:
    """For a watcher, whom the run itself does not obey, it is a run of their own."""
    label, help_text = ("Reset", HELP["reset"]) if is_mine else ("Copy as my run", HELP["copy"])
    _button("reset", label, "replay", lambda: _renew(run, run.config.seed), help_text=help_text)


def _rest_toggle(run: Run, is_mine: bool) -> None:
    def turn() -> None:
        run.rests_unwatched = not run.rests_unwatched

    st.toggle(
        "Pause when unwatched",
        run.rests_unwatched,
        key=f"rests_{run.id}",
        on_change=turn,
        help=HELP["rests_unwatched"],
        disabled=not is_mine,
    )


def _preset_choice(run: Run) -> None:
    st.session_state["preset"] = run.preset
    names = list(PRESETS)
    st.selectbox(
        "Organism",
        names,
        names.index(run.preset) if run.preset in names else None,
        key="preset",
        format_func=lambda name: f"{PRESETS[name].title} ({name})",
        on_change=_change_preset,
        help=HELP["preset"],
        placeholder=run.origin.title,  # of a run that began as no preset
        label_visibility="collapsed",
        width=284,
    )


def _change_preset() -> None:
    if (name := st.session_state["preset"]) in PRESETS:  # a tampered page may say another
        with errors_as_notice():
            make_current(new_preset_run(name))


def _renew(run: Run, seed: int) -> None:
    """Leave this run, stopped if it is ours, and look at a fresh one with that seed."""
    with errors_as_notice():
        _grow(run, run.config.changed({"seed": seed}))


def _grow(run: Run, config: RunConfig) -> None:
    """Leave this run, stopped if it is ours, and look at one with other settings."""
    fresh = run_like(run, config)
    if may_steer(run):
        run.stop()
    make_current(fresh)
