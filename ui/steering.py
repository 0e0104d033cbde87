"""Which runs this visitor may steer: those they began, and those that they were given the key of.

Others watch: what would steer the run is disabled for them, and Streamlit heeds no disabled widget,
whatever a page says. A link with the key, `?run=ID&steer=KEY`, gives control to others as well; the
key leaves the address at once. A run without control, which the command line grows, is everybody's.
"""

from urllib.parse import urlencode, urljoin

import streamlit as st

from orgnet_core.runs.records import RunRecord
from orgnet_core.runs.run import Run
from orgnet_core.runs.store import StoreError
from orgnet_core.settings import Settings
from ui.plain import plain
from ui.state import registry
from ui.texts import TEXTS
from ui.visitors import visitor

WORDS = TEXTS["steering"]


def may_steer(run: Run | RunRecord) -> bool:
    is_theirs = run.control is None or run.control.allows(visitor())
    return is_theirs or Settings().everybody_steers


def take_control(run: Run) -> None:
    """Give this visitor control of the run if the address has its key, and say what came of it."""
    if "steer" not in st.query_params:
        return
    key = st.query_params.pop("steer")
    if run.control is None or not run.control.opens(key):
        st.warning(WORDS["wrong_key"], icon=":material/key_off:")
        return
    try:
        registry().share(run, visitor())
        st.toast(WORDS["taken"], icon=":material/key:")
    except StoreError as error:
        st.warning(plain(f"{WORDS['not_taken']} {error}"), icon=":material/key_off:")


def hand_over(run: Run) -> None:
    """The link that gives others control, for who has it; nothing where there is none to give."""
    if run.control is None or not may_steer(run):
        return
    st.markdown(WORDS["hand_over"], help=WORDS["hand_over_help"])
    query = urlencode({"run": run.id, "steer": run.control.key})
    st.code(urljoin(st.context.url or "/", f"/?{query}"), language=None, wrap_lines=True)
