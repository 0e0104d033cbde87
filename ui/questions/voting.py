"""A lecture's vote on the question: its link and QR code, and what the class guesses, live."""

import streamlit as st

from orgnet_views.assets import JS
from ui.questions.choice import show_result
from ui.shared.modules import ModuleComponent
from ui.shared.questions import QUESTIONS

_CSS = """
.orgnet-poll { min-block-size: 36px; }
.orgnet-poll > * { margin-block: 4px; }
.orgnet-poll .join { display: flex; flex-wrap: wrap; align-items: center; gap: 12px; }
.orgnet-poll .join .code { inline-size: 132px; padding: 4px; background: #fff; }
.orgnet-poll .join b { font-size: clamp(18px, 2vw, 30px); overflow-wrap: anywhere; }
.orgnet-poll .lecture, .orgnet-poll button { font-size: 1rem; }
.orgnet-poll .guesses { font-size: 1.1rem; }
.orgnet-poll button:not(.code) { min-block-size: 28px; margin-inline-end: 6px; }
"""
BOARD = (JS / "board.css").read_text(encoding="utf-8")  # what the buttons of a board look like
_component = ModuleComponent("organism_poll", "poll.js", "orgnet-poll", BOARD + _CSS)


def voting(name: str) -> None:
    """When the lecturer shows the class the result, this page shows it, too."""
    question = QUESTIONS[name]
    data = {
        "run": f"{st.session_state.get('run') or ''}",
        "question": name,
        "options": question.options,
        "right": question.right,
    }
    if _component.show("poll", data) == "revealed":
        show_result(name)
        st.rerun()
