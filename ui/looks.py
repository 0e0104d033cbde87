"""How the address may dress the pages: `controls=off` to show them, `type=large` to a full hall."""

import streamlit as st

LOOKS = {
    ("controls", "off"): """
[data-testid="stHeader"], [data-testid="stToolbar"], .st-key-chosen_run, .st-key-reproduce,
.st-key-watching, .stHorizontalBlock:has(.st-key-play), .orgnet .tools, .orgnet .toolbar,
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


def dress() -> dict[str, str]:
    """Apply what the address asks for, now and on the pages that this visit goes on to."""
    kept = st.session_state.setdefault("looks", {})
    for name, value in LOOKS:
        if st.query_params.get(name) == value:
            kept[name] = value
    style = "".join(LOOKS[look] for look in kept.items())
    if style:
        st.html(f"<style>{style}</style>")
    return kept
