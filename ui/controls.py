"""Transport bar, status line and settings: the controls of one run."""

from collections.abc import Callable

import streamlit as st

from orgnet_core.config import RunConfig, SettingsError
from orgnet_core.presets import PRESETS
from orgnet_core.runs.live import LiveRun
from orgnet_core.runs.records import RunRecord
from orgnet_core.runs.run import Run
from orgnet_core.runs.state import State
from orgnet_core.tasks import TASKS
from ui.plain import plain
from ui.readable import power
from ui.refusals import refusals_kept, say_refusal
from ui.reproduce import reproduce
from ui.state import new_run, registry, show
from ui.steering import hand_over, may_steer
from ui.texts import TEXTS

HELP = TEXTS["controls"]


def transport(run: Run) -> None:
    """Choose a preset; play, pause, step, stop; start again with the same or the next seed."""
    state, is_mine = run.state, may_steer(run)
    growing, can_grow = state.is_growing, run.can_grow
    halts = growing or state is State.PAUSED
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _preset_choice(run)
        grows = is_mine and can_grow and not growing
        _button("play", "Play", "play_arrow", run.play, grows, primary=True)
        _button("pause", "Pause", "pause", run.pause, is_mine and growing)
        _button("step", "Step", "skip_next", run.advance, grows)
        _button("stop", "Stop", "stop", run.stop, is_mine and halts)
        _button("reset", "Reset", "replay", lambda: _renew(run, run.config.seed))
        _button("new_seed", "New seed", "casino", lambda: _renew(run, run.config.seed + 1))
        with st.popover("Settings", icon=":material/tune:", help=HELP["settings"]):
            settings_form(run, lambda config: _grow(run, config))
            if isinstance(run, LiveRun):
                _rest_toggle(run, is_mine)
            hand_over(run)
        reproduce(run, timeline="time")
    say_refusal()
    if not is_mine:
        with st.container(key="watching"):
            st.caption(TEXTS["steering"]["watching"])


def status(run: Run) -> None:
    """A live sentence and a progress bar, asked for once a second while the run may grow."""
    seen = run.state

    @st.fragment(run_every=1.0 if run.can_grow else None)
    def line() -> None:
        run.watched()
        run.wake()
        with st.container(key="status", gap=None):
            st.markdown(sentence(run))
            st.progress(min(1.0, run.step / run.config.steps))
        if run.message:
            level = st.error if run.state in (State.DIVERGED, State.FAILED) else st.info
            level(plain(run.message))
        if run.state is not seen:
            st.rerun()  # the buttons, and this fragment's timer, depend on the state

    line()


def sentence(run: Run) -> str:
    """Where the run stands, in one sentence."""
    snapshot, config = run.latest, run.config
    step = run.step if run.state is State.RUNNING else snapshot.step
    epoch, replicators = step // config.batches, snapshot.kinds["self_replicator"]
    words = [
        f"**{_STATES[run.state]}**, epoch {epoch:,} of {config.epochs:,}, step {step:,}: "
        f"test {TASKS[config.task].metric} {score(run, snapshot.metric)}, "
        f"{replicators:,} of {len(snapshot.kind):,} particles replicate themselves"
    ]
    if run.state is State.QUEUED:
        words.append(turn(run))
    if run.state is State.RUNNING and run.seconds_left is not None:
        words.append(duration(run.seconds_left) + " left")
    if run.state is State.INTERRUPTED and run.can_grow:
        words.append("Play goes on from its last checkpoint")
    return ", ".join(words) + f". Seed {config.seed}."


def turn(run: Run) -> str:
    """Where a queued run stands in line, and about how long it will wait."""
    ahead, seconds = run.ahead or 0, registry().seconds_until_turn(run)
    place = f"{ahead} before it" if ahead else "next in line"
    return place if seconds is None else f"{place}, {duration(seconds)} to wait"


def score(run: Run, value: float) -> str:
    """A task's metric with sensible digits: 0.834, or 4.4×10⁻⁸."""
    if TASKS[run.config.task].higher_is_better or not 0 < value < 0.001:
        return f"{value:.3f}"
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}×{power(int(exponent))}"


def duration(seconds: float) -> str:
    """A time for people: "about 40 s", "about 3 min"."""
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    return f"about {round(seconds / 60)} min"


_STATES = {
    State.READY: "Ready to grow",
    State.QUEUED: "Waiting for its turn",
    State.RUNNING: "Training",
    State.PAUSED: "Paused",
    State.STOPPED: "Stopped",
    State.FINISHED: "Finished",
    State.DIVERGED: "Diverged",
    State.FAILED: "Failed",
    State.INTERRUPTED: "Interrupted",
}
_SHORTCUTS = {"play": "p", "pause": "p", "step": "s"}


def _button(key, label, icon, action, enabled=True, primary=False) -> None:
    st.button(
        label,
        key=key,
        icon=f":material/{icon}:",
        on_click=action,
        disabled=not enabled,
        help=HELP[key],
        type="primary" if primary else "secondary",
        # Play and pause share a key, so only the one that can be pressed may have it.
        shortcut=_SHORTCUTS.get(key) if enabled else None,
    )


def _rest_toggle(run: LiveRun, is_mine: bool) -> None:
    def turn() -> None:
        run.rests_unwatched = not run.rests_unwatched

    st.toggle(
        "Rest when nobody watches",
        run.rests_unwatched,
        key=f"rests_{run.id}",
        on_change=turn,
        help=HELP["rests_unwatched"],
        disabled=not is_mine,
    )


def _preset_choice(run: Run) -> None:
    st.session_state["preset"] = run.preset
    st.selectbox(
        "Organism",
        list(PRESETS),
        key="preset",
        format_func=lambda name: f"{PRESETS[name].title} ({name})",
        on_change=_change_preset,
        help=HELP["preset"],
        label_visibility="collapsed",
        width=330,
    )


def _change_preset() -> None:
    with refusals_kept():
        show(new_run(st.session_state["preset"]))


def _renew(run: Run, seed: int) -> None:
    """Leave this run, stopped if it is ours, and look at a fresh one with that seed."""
    with refusals_kept():
        _grow(run, run.config.changed({"seed": seed}))


def _grow(run: Run, config: RunConfig) -> None:
    """Leave this run, stopped if it is ours, and look at one with other settings."""
    fresh = new_run(run.preset, config)
    if may_steer(run):
        run.stop()
    show(fresh)


def settings_form(run: Run | RunRecord, grow: Callable[[RunConfig], object]) -> None:
    """Every setting as text, so that any input can be answered by a sentence beside it.

    `grow` gets the run's config with what was changed; it may raise SettingsError.
    """
    problems, values = st.session_state.pop("problems", {}), _values(run)
    with st.form("settings", border=False):
        columns = st.columns(3)
        for i, (name, (label, help_text)) in enumerate(TEXTS["settings"].items()):
            with columns[i % 3]:
                st.text_input(label, values[name], key=f"set_{run.id}_{name}", help=help_text)
                if name in problems:
                    st.markdown(f":red[{plain(problems[name])}]")
        for name in problems.keys() - TEXTS["settings"].keys():
            st.markdown(f":red[{plain(problems[name])}]")
        st.form_submit_button(
            "Grow with these settings",
            key="apply",
            on_click=_apply,
            args=(run, grow),
            type="primary",
            help=HELP["apply"],
        )


def _values(run: Run | RunRecord) -> dict[str, str]:
    """The settings as text; of several phases, the first one's."""
    values = run.config.model_dump() | run.config.phases[0].model_dump()
    values |= {"hidden": ", ".join(map(str, run.config.hidden))}
    return {name: f"{values[name]}" for name in TEXTS["settings"]}


def _apply(run: Run | RunRecord, grow: Callable[[RunConfig], object]) -> None:
    given = {name: st.session_state[f"set_{run.id}_{name}"] for name in TEXTS["settings"]}
    # What was left as it is stays, in every phase.
    changes = {name: text for name, text in given.items() if text != _values(run)[name]}
    try:
        grow(run.config.changed(changes))
    except SettingsError as error:
        st.session_state["problems"] = error.problems
