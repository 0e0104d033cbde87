"""Which of the server's runs this visitor is looking at."""

import re

import streamlit as st

from orgnet_core.config import RunConfig, SettingsError
from orgnet_core.errors import InputError, NotRecordedError
from orgnet_core.examples import RUNS
from orgnet_core.plurals import count_of
from orgnet_core.presets import DEFAULT_PRESET, PRESETS
from orgnet_core.runs.access import Access
from orgnet_core.runs.lifted import lift_again
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store import StoreError
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.settings import Settings
from ui.session.display_options import apply_display_options
from ui.session.experiment_links import config_fields, linked_config
from ui.session.notices import reserved_place, show_store_notice
from ui.session.visitor import asker, visitor
from ui.shared import examples
from ui.shared.lectures import LECTURES, TooMany
from ui.shared.markdown import escape_markdown
from ui.shared.registry import registry
from ui.shared.rows import found, rows
from ui.shared.texts import TEXTS

WORDS = TEXTS["chosen_run"]
ASKED = "chosen_run_asked"  # words typed instead of a choice, in the session
MOST_OFFERED = 20  # runs at once


def current_run() -> Run:
    """The run that the link names, or this session's, or a finished one of the default preset.

    A link may name a run, a lecture to follow, or an experiment to begin.
    """
    apply_display_options()
    with reserved_place():
        return make_current(_wanted_run())


def _wanted_run() -> Run:
    if "run" not in st.query_params and config_fields(st.query_params):
        return _experiment()
    linked = st.query_params.get("run") or _followed()
    wanted = linked or st.session_state.get("run")
    run = registry().get(wanted) if wanted else None
    show_store_notice()
    if linked and run is None:
        st.warning(_why_unknown(linked), icon=":material/link_off:")
    return run or first_run(DEFAULT_PRESET)


def _why_unknown(linked: str) -> str:
    named = f" {linked}" if re.fullmatch("[0-9a-f]{1,16}", linked) else ""
    if named:
        try:
            registry().store.run(linked)
        except NotRecordedError as error:
            return f"Run{named} cannot be shown. {error}"
    return f"This server has no run{named}. Check the link, or press Play to grow a new one."


def _followed() -> str | None:
    """The run of the lecture that the link names."""
    code = st.query_params.get("follow")
    if code is None:
        return None
    try:
        lecture = LECTURES.find(code, asker())
    except TooMany as error:
        st.warning(str(error), icon=":material/link_off:")
        return None
    if lecture is None:
        st.warning(
            "This server has no such lecture: it may be over. Ask the lecturer for the link.",
            icon=":material/link_off:",
        )
        return None
    return lecture.view.run


def _experiment() -> Run:
    """A fresh run of the config in the link, which leaves the address; it waits for Play."""
    given = st.query_params.to_dict()
    for name in config_fields(given):
        del st.query_params[name]
    try:
        return new_run(*linked_config(given))
    except SettingsError as error:
        st.warning(
            "The experiment of this link cannot be grown, so here is the paper's organism instead.",
            icon=":material/link_off:",
        )
        st.text(str(error))  # quotes the address, so no Markdown
    return new_preset_run(DEFAULT_PRESET)


def choose_run() -> Run:
    """The current run, with a choice of others that were recorded here: the newest, or those that
    have the words that were typed; below them the examples that come with the Lab."""
    run = current_run()
    recorded = rows()
    asked = st.session_state.get(ASKED, "")
    matching = found(recorded, asked, (), "newest")
    offered = {row.id: row for row in (matching or recorded)[:MOST_OFFERED]}
    own = next((row for row in recorded if row.id == run.id), None)
    st.session_state["chosen_run"] = run.id

    def name(run_id: str) -> str:
        if run_id in RUNS:
            return examples.line(run_id)
        row = offered.get(run_id) or (own if run_id == run.id else None)
        if row is None:
            return f"{run_id} · {run.origin.title}, seed {run.config.seed}, not grown yet"
        return row.line

    st.selectbox(
        "Organism",
        list(dict.fromkeys([run.id, *offered, *examples.allowed()])),
        key="chosen_run",
        format_func=name,
        on_change=_choose,
        accept_new_options=True,
        help=WORDS["help"].format(most=MOST_OFFERED),
        label_visibility="collapsed",
        width=440,
    )
    if asked:
        said = WORDS["matching"] if matching else WORDS["none"]
        verb = "matches" if len(matching) == 1 else "match"
        matches = f"{count_of(len(matching), 'organism')} {verb}"
        st.caption(said.format(found=matches, asked=escape_markdown(asked)))
    return run


def _choose() -> None:
    """The run that was chosen or whose id was typed, or the only one with the words typed."""
    wanted = f"{st.session_state['chosen_run']}"
    st.session_state.pop(ASKED, None)
    run = registry().get(wanted)
    if run is None:
        matching = found(rows(), wanted, (), "newest")
        run = registry().get(matching[0].id) if len(matching) == 1 else None
    if run is None:
        st.session_state[ASKED] = wanted
    else:
        make_current(run)


def first_run(preset: str) -> Run:
    """What a preset grows, finished, where that comes with the Lab; or a new run, which waits for
    Play. Raises SettingsError."""
    return examples.finished_run(preset) or new_preset_run(preset)


def new_preset_run(name: str) -> Run:
    return new_run(name, PRESETS[name].config)


def new_run(preset: str | None, config: RunConfig) -> Run:
    """A run of a config that began as that preset. Raises SettingsError."""
    Settings().limits.check(config)
    return registry().create(config, preset, Access.of(visitor()))


def run_like(run: Run | RunRecord, config: RunConfig) -> Run:
    """A run of these settings, made after another: of one that was lifted it is lifted again from
    the same net, unless its shape has changed. Raises SettingsError."""
    origin = run.origin
    if origin.lifted is None or config.organism != origin.config.organism:
        return new_run(origin.preset, config)
    Settings().limits.check(config)
    try:
        again = lift_again(registry().store, run.id, config, Access.of(visitor()))
    except (InputError, StoreError) as error:
        raise SettingsError({"net": str(error)}) from error
    return registry().require(again)


def make_current(run: Run) -> Run:
    """Make `run` the one this visitor looks at, in this session and in the link."""
    run.wake()
    st.session_state["run"] = run.id
    st.query_params["run"] = run.id
    return run
