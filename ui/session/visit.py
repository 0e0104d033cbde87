"""Leads the visitor to another page.

Streamlit 1.67's own switch_page leaves an empty page now and then: a fragment's timer that comes
due on the way asks for the page that was left. A link stops the timers first, so here is one, out
of sight, that clicks itself. It stands outside of all fragments: their timers would take it away.
"""

from collections.abc import Mapping
from typing import NoReturn

import streamlit as st
from streamlit.components import v2

_KEY = "visit"
_click = v2.component(
    "organism_visit",
    js="""export default function () {
      let waiting;
      const click = () => {
        const link = document.querySelector(".st-key-visit a");
        const { testScriptState } = document.querySelector("[data-testid=stApp]").dataset;
        if (link && testScriptState === "notRunning") link.click();
        else waiting = setTimeout(click, 20);
      };
      click();
      return () => clearTimeout(waiting);
    }""",
)


def visit(page: str, query: Mapping[str, str]) -> NoReturn:
    """Go to a page of the dashboard, such as pages/lab.py, once this one is drawn again."""
    st.session_state[_KEY] = page, dict(query)
    st.rerun()


def lead_on() -> None:
    """The link to where `visit` leads, at the end of every page."""
    if _KEY not in st.session_state:
        return
    page, query = st.session_state.pop(_KEY)
    with st.container(key=_KEY):
        st.page_link(page, label="…", query_params=query)
        _click(key=f"{_KEY}_click")
