"""How pages look where the address says so: `controls=off` to show, `type=large` in a full hall."""

import streamlit as st

CHOSEN = "display_options"  # {parameter: value} of this visit, in the session
DISPLAY_OPTIONS = {
    ("controls", "off"): """
[data-testid="stHeader"], [data-testid="stToolbar"], .st-key-chosen_run, .st-key-reproduce,
.st-key-watching, .st-key-next_phase, [class*=st-key-gallery], .stHorizontalBlock:has(.st-key-play),
.orgnet .tools, .orgnet .toolbar,
.orgnet .legend select, .orgnet .timeline-bar .copy, .orgnet .timeline-bar .lecture.own {
  display: none;
}
.stMainBlockContainer { padding-top: 0.5rem; }
div:has(> .st-key-timeline) { top: 0; }
""",
    ("type", "large"): """
html { font-size: 20px; }
.orgnet { font-size: 19px; }
.orgnet h3 { font-size: 20px; }
.orgnet .legend .mark { font-size: 20px; }
.orgnet :is(.summary, button, select, .timeline-bar output, .note, .under, .wrong, .bar) {
  font-size: 17px;
}
.orgnet :is(.tip, .tools, .what summary, .rows table) { font-size: 15px; }
""",
}


def apply_display_options() -> dict[str, str]:
    """Apply what the address asks for, now and on the pages that this visit goes on to."""
    kept = st.session_state.setdefault(CHOSEN, {})
    for name, value in DISPLAY_OPTIONS:
        if st.query_params.get(name) == value:
            kept[name] = value
    style = "".join(DISPLAY_OPTIONS[option] for option in kept.items())
    if style:
        st.html(f"<style>{style}</style>")
    return kept
