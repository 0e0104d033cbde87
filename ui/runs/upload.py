"""Bring a run here that was exported elsewhere, or here before."""

import streamlit as st

from orgnet_core.runs.access import Access
from orgnet_core.runs.archive.read import ArchiveError, import_run
from orgnet_core.runs.store import StoreError, StoreFull
from orgnet_core.runs.store.quota import MB
from orgnet_core.settings import Settings
from ui.runs.table import choose
from ui.session.visitor import visitor
from ui.shared.markdown import escape_markdown
from ui.shared.registry import registry
from ui.shared.texts import TEXTS

WORDS, HINTS = TEXTS["runs"]["import"], TEXTS["hints"]
OUTCOME = "runs_imported"  # ids, and sentences about what was refused, in the session


def upload() -> None:
    """Choose archives, import them; what was refused is said, with the reason."""
    st.subheader(WORDS["title"], anchor=False)
    most = Settings().max_upload
    with st.form("runs_upload_form", clear_on_submit=True, border=False):
        st.file_uploader(
            WORDS["files"].format(most=most),
            "zip",
            accept_multiple_files=True,
            key="runs_upload",
            max_upload_size=most,
            help=WORDS["help"],
        )
        st.form_submit_button(WORDS["button"], key="runs_import", on_click=_import)
    done, refused = st.session_state.pop(OUTCOME, ((), ()))
    if done:
        st.success(f"{WORDS['done']} {', '.join(done)}.")
    for sentence in refused:
        st.error(sentence)


def _import() -> None:
    done, refused, runs, settings = [], [], registry(), Settings()
    for file in st.session_state.get("runs_upload") or ():
        try:
            run = import_run(
                runs.store,
                file,
                settings.max_upload * MB,
                access=Access.of(visitor()),
                limits=settings.limits,
                reserved=runs.ids,
            )
            done.append(run)
        except (ArchiveError, StoreError) as error:
            hint = f" {HINTS['store_full']}" if isinstance(error, StoreFull) else ""
            why = escape_markdown(f"{file.name}: {error}")
            refused.append(f"{WORDS['refused']} {why}{hint}")
    st.session_state[OUTCOME] = done, refused
    if done:
        choose(done)
