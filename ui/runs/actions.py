"""What can be done with the chosen runs: open, rename, duplicate, pin, take away, delete."""

from functools import partial

import streamlit as st

from orgnet_core.config import RunConfig
from orgnet_core.pruning import zipped
from orgnet_core.runs.archive.write import archived
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store.annotations import pin, rename
from orgnet_core.runs.store.names import MOST_CODE_POINTS
from orgnet_views.replay.page import replay_page
from ui.runs.table import choose
from ui.session.notices import errors_as_notice, notify, reserved_place, show_notice
from ui.session.runs import run_like
from ui.session.steering import may_steer
from ui.session.visit import visit
from ui.session.visitor import owner
from ui.shared.markdown import escape_markdown
from ui.shared.registry import registry
from ui.shared.rows import Row
from ui.shared.settings_form import settings_form
from ui.shared.texts import TEXTS

WORDS = TEXTS["runs"]["actions"]
DELETED, OPEN = "runs_deleted", "runs_open"  # in the session
MOST_EXPORTED = 1_000_000_000  # bytes at once, which are put together in memory


def actions(chosen: list[Row]) -> None:
    """Buttons for the chosen runs; those for one run rest while several are chosen."""
    one = chosen[0] if len(chosen) == 1 else None
    others = [row for row in chosen if not may_steer(row.record)]
    mine = bool(chosen) and not others
    with st.container(horizontal=True, gap="small", key="runs_actions"):
        _button("open", "arrow_forward", one is None, _open, one, primary=True)
        with st.popover(**_labelled("rename", "edit"), disabled=not (one and mine)):
            if one and mine:
                _rename_form(one)
        with st.popover(**_labelled("duplicate", "content_copy"), disabled=one is None):
            if one:
                settings_form(one.record, owner(), partial(_duplicate, one))
        pinned = bool(chosen) and all(row.annotation.pinned for row in chosen)
        _button("unpin" if pinned else "pin", "push_pin", not mine, _pin, chosen, not pinned)
        _export(chosen)
        _replay(one)
        _button("delete", "delete", not mine, _delete, chosen)
    show_notice()
    st.caption(_said(chosen, others))


def go_where_opened() -> None:
    """To the Lab, if a run was opened there just now; a button's callback cannot go itself."""
    if run := st.session_state.pop(OPEN, None):
        visit("pages/lab.py", {"run": run})


def undo_bar() -> None:
    """What this visitor deleted last, and the way back."""
    deleted, place = st.session_state.get(DELETED), reserved_place()
    if deleted:
        names = ", ".join(escape_markdown(name) for name in deleted.values())
        with place.container(horizontal=True, vertical_alignment="center", key="runs_undo_bar"):
            st.markdown(f"{WORDS['deleted']} {names}.", width="content")
            st.button(WORDS["undo"][0], key="runs_undo", help=WORDS["undo"][1], on_click=_undo)


def _said(chosen: list[Row], others: list[Row]) -> str:
    if not chosen:
        return WORDS["nothing_chosen"]
    said = f"{WORDS['chosen']} {_titles(chosen)}."
    return f"{said} {WORDS['others']} {_titles(others)}." if others else said


def _titles(rows: list[Row]) -> str:
    return ", ".join(escape_markdown(row.title) for row in rows)


def _labelled(name: str, icon: str) -> dict:
    label, help_text = WORDS[name]
    key = f"runs_{name.removeprefix('un')}"
    return {"label": label, "help": help_text, "icon": f":material/{icon}:", "key": key}


def _button(name, icon, disabled, action, *arguments, primary=False) -> None:
    kind = "primary" if primary else "secondary"
    labelled = _labelled(name, icon)
    st.button(**labelled, disabled=disabled, on_click=action, args=arguments, type=kind)


def _open(row: Row) -> None:
    st.session_state[OPEN] = row.id


def _rename_form(row: Row) -> None:
    with st.form("runs_rename_form", border=False):
        key = f"runs_name_{row.id}"
        st.text_input(WORDS["name"], row.annotation.name, max_chars=MOST_CODE_POINTS, key=key)
        st.form_submit_button(
            WORDS["rename"][0], key="runs_rename_apply", on_click=_rename, args=(row, key)
        )


def _rename(row: Row, key: str) -> None:
    with errors_as_notice():
        rename(registry().store, row.id, st.session_state[key])


def _duplicate(row: Row, config: RunConfig) -> Run:
    """A new run with these settings, open in the Lab; the one it is made after stays as it is."""
    run = run_like(row.record, config)
    st.session_state[OPEN] = run.id
    return run


def _pin(chosen: list[Row], pinned: bool) -> None:
    with errors_as_notice():
        for row in chosen:
            pin(registry().store, row.id, pinned)


def _delete(chosen: list[Row]) -> None:
    st.session_state[DELETED] = deleted = {}
    for row in chosen:
        with errors_as_notice():  # of one; the others go
            registry().delete(row.id)
            deleted[row.id] = row.title
    choose([])


def _undo() -> None:
    deleted = st.session_state[DELETED]
    with errors_as_notice():
        back = [run for run in deleted if registry().restore(run)]
        choose(back)
        del st.session_state[DELETED]
        if gone := [title for run, title in deleted.items() if run not in back]:
            notify(f"{WORDS['gone']} {', '.join(gone)}.")


def _export(chosen: list[Row]) -> None:
    if sum(row.size for row in chosen) > MOST_EXPORTED:
        st.button(**_labelled("export", "download") | {"help": WORDS["too_much"]}, disabled=True)
        return
    ids = [row.id for row in chosen]
    st.download_button(
        **_labelled("export", "download"),
        data=partial(_archives, ids) if chosen else b"",
        file_name=_file_name(ids[0]) if len(ids) == 1 else "organisms.zip",
        mime="application/zip",
        on_click="ignore",
        disabled=not chosen,
    )


def _replay(row: Row | None) -> None:
    """A light one: it is to be sent."""
    st.download_button(
        **_labelled("replay", "movie"),
        data=partial(_page, row.id) if row else b"",
        file_name=f"organism-{row.id}.html" if row else "organism.html",
        mime="text/html",
        on_click="ignore",
        disabled=row is None,
    )


def _page(run: str) -> str:
    return replay_page(registry().require(run), registry().store, light=True)


def _archives(runs: list[str]) -> bytes:
    """The archive of a run, or one that holds those of several."""
    made = {_file_name(run): archived(registry().store, run) for run in runs}
    return next(iter(made.values())) if len(made) == 1 else zipped(made)


def _file_name(run: str) -> str:
    return f"organism-{run}.zip"
