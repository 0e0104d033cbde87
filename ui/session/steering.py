"""Which runs this visitor may steer: those they began, and those that they were given the key of.

Others watch: what would steer the run is disabled for them, and Streamlit heeds no disabled widget,
whatever a page says. A link with the key, `?run=ID&steer=KEY`, gives control to others as well; the
key leaves the address at once. A run without access rights, such as the command line grows, is
everybody's unless the server is set otherwise. Whoever keeps the server steers all (admin.py).
"""

from urllib.parse import urlencode, urljoin

import streamlit as st

from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store import StoreError
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.settings import Settings
from ui.session.admin import is_admin
from ui.session.visitor import visitor
from ui.shared.markdown import escape_markdown
from ui.shared.registry import registry
from ui.shared.texts import TEXTS

WORDS = TEXTS["steering"]


def may_steer(run: Run | RunRecord) -> bool:
    is_theirs = run.access is not None and run.access.allows(visitor())
    return is_theirs or is_admin() or _is_everybodys(run)


def _is_everybodys(run: Run | RunRecord) -> bool:
    settings = Settings()
    return settings.everybody_steers or (run.access is None and settings.everybody_steers_unowned)


def take_control(run: Run) -> None:
    """Give this visitor control of the run if the address has its key, and say what came of it."""
    if "steer" not in st.query_params:
        return
    key = st.query_params.pop("steer")
    if run.access is None or not run.access.opens(key):
        st.warning(WORDS["wrong_key"], icon=":material/key_off:")
        return
    try:
        registry().share(run, visitor())
        st.toast(WORDS["taken"], icon=":material/key:")
    except StoreError as error:
        st.warning(escape_markdown(f"{WORDS['not_taken']} {error}"), icon=":material/key_off:")


def hand_over(run: Run) -> None:
    """The link that gives others control, for who has it; nothing where there is none to give."""
    if run.access is None or not may_steer(run):
        return
    st.markdown(WORDS["hand_over"], help=WORDS["hand_over_help"])
    query = urlencode({"run": run.id, "steer": run.access.key})
    st.code(urljoin(st.context.url or "/", f"/?{query}"), language=None, wrap_lines=True)
