"""How pages look where the address says so: `controls=off` to show, `type=large` in a full hall."""

from collections.abc import Mapping

import streamlit as st

CHOSEN = "display_options"  # {parameter: value} of this visit, in the session
DISPLAY_OPTIONS = {
    ("controls", "off"): """
[data-testid="stHeader"], [data-testid="stToolbar"], .st-key-chosen_run, .st-key-reproduce,
.st-key-watching, .st-key-next_phase, .stHorizontalBlock:has(.st-key-play),
.orgnet .tools, .orgnet .toolbar,
.orgnet .legend select, .orgnet .timeline-bar .copy, .orgnet .timeline-bar .lecture.own {
  display: none;
}
.stMainBlockContainer { padding-top: 0.5rem; }
div:has(> .st-key-timeline) { top: 0; }
.embed #ways { display: none; }
""",
    ("type", "large"): """
html { font-size: 22.5px; }
.orgnet, .orgnet-maps, .orgnet-figure { --orgnet-size: 18; }
.stApp .orgnet { --room: max(446px, 100vh - 490px); }
.orgnet *, .orgnet-maps *, .stApp :is(small, kbd, code) { font-size: 18px !important; }
.orgnet h3, .orgnet .legend .mark { font-size: 21px !important; }
.orgnet .tools select { max-width: none; }
.orgnet .tools .save { width: auto; }
.orgnet .phases { height: 22px; line-height: 20px; }
:is(.follow, .embed) h1 { font-size: 22px; }
:is(.follow, .embed) header :is(p, nav) { font-size: 18px; }
""",
}


def apply_display_options() -> dict[str, str]:
    """Apply what the address asks for, now and on the pages that this visit goes on to."""
    kept = st.session_state.setdefault(CHOSEN, {})
    for name, value in DISPLAY_OPTIONS:
        if st.query_params.get(name) == value:
            kept[name] = value
    style = style_of(kept)
    if style:
        st.html(f"<style>{style}</style>")
    return kept


def style_of(parameters: Mapping[str, str]) -> str:
    """The CSS of what parameters of an address ask for; others are passed over."""
    asked = (css for (name, value), css in DISPLAY_OPTIONS.items() if parameters.get(name) == value)
    return "".join(asked)
