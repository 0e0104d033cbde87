"""Which runs this visitor may steer: those they began, and those that they were given the key of.

Others watch: what would steer the run is disabled for them, and Streamlit heeds no disabled widget,
whatever a page says. A link with the key, `?run=ID#steer=KEY`, gives control to others as well: no
server and no proxy sees what stands behind the #, and the key leaves the address at once. A run
without access rights, such as the command line grows, is everybody's unless the
server is set otherwise. Whoever keeps the server steers all (admin.py).
"""

from urllib.parse import urlencode

import streamlit as st
from streamlit.components import v2

from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store import StoreError
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.settings import Settings
from ui.session.admin import is_admin
from ui.session.notices import reserved_place
from ui.session.visitor import visitor
from ui.shared.markdown import escape_markdown
from ui.shared.registry import registry
from ui.shared.texts import TEXTS

WORDS = TEXTS["steering"]
_KEY = "steering_key"  # of the component that reads the address
_SENTENCE, _TAKEN = "steering_refused", "steering_taken"  # in the session, until it has been shown
# Takes the key out of the address at once; hands it over when no script runs that it would stop.
_key_reader = v2.component(
    "organism_key",
    js="""let key = null; // taken out of the address, not yet handed over
    export default function ({ setTriggerValue }) {
      let waiting;
      const hand = () => {
        const { testScriptState } = document.querySelector("[data-testid=stApp]").dataset;
        if (testScriptState !== "notRunning") waiting = setTimeout(hand, 20);
        else {
          setTriggerValue("key", key);
          key = null;
        }
      };
      const read = () => {
        const given = new URLSearchParams(location.hash.slice(1));
        if (given.has("steer")) {
          key = given.get("steer");
          given.delete("steer");
          const rest = String(given) && `#${given}`;
          history.replaceState(history.state, "", location.pathname + location.search + rest);
        }
        clearTimeout(waiting);
        if (key !== null) hand();
      };
      addEventListener("hashchange", read);
      read();
      return () => {
        clearTimeout(waiting);
        removeEventListener("hashchange", read);
      };
    }""",
)


def may_steer(run: Run | RunRecord) -> bool:
    if run.origin.is_shipped:
        return False
    is_theirs = run.access is not None and run.access.allows(visitor())
    return is_theirs or is_admin() or _is_everybodys(run)


def _is_everybodys(run: Run | RunRecord) -> bool:
    settings = Settings()
    return settings.everybody_steers or (run.access is None and settings.everybody_steers_unowned)


def take_control() -> None:
    """Give this visitor control of the run if the address has its key, and say what came of it.

    To be called before a page is built, whichever it is.
    """
    place = reserved_place()
    if "steer" in st.query_params:
        del st.query_params["steer"]
        place.warning(WORDS["old_link"], icon=":material/key_off:")
    with st.container(key="steering"):
        _key_reader(key=_KEY, on_key_change=_take)
    if said := st.session_state.pop(_SENTENCE, None):
        place.warning(escape_markdown(said), icon=":material/key_off:")
    elif st.session_state.pop(_TAKEN, False):
        st.toast(WORDS["taken"], icon=":material/key:")


def _take() -> None:
    """The address had a key: of the run that it names."""
    open_with(f"{st.session_state[_KEY].get('key')}")


def open_with(key: str) -> None:
    """Give this visitor control of the run in the address, if the key is that run's."""
    run = registry().get(st.query_params.get("run", ""))
    if run is None or run.access is None or not run.access.opens(key):
        st.session_state[_SENTENCE] = WORDS["wrong_key"]
        return
    try:
        registry().share(run, visitor())
        st.session_state[_TAKEN] = True
    except StoreError as error:
        st.session_state[_SENTENCE] = f"{WORDS['not_taken']} {error}"


def hand_over(run: Run) -> None:
    """The link that gives others control, for who has it; nothing where there is none to give."""
    if run.access is None or not may_steer(run):
        return
    st.markdown(WORDS["hand_over"], help=WORDS["hand_over_help"])
    link = f"/?{urlencode({'run': run.id})}#{urlencode({'steer': run.access.key})}"
    st.code(f"{st.context.url or ''}{link}", language=None, wrap_lines=True)
