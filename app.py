"""Organism Lab: the front door.

`streamlit run app.py` starts the server from here, with the endpoints of the live views beside
Streamlit's own routes; then this script runs once for each visitor's interaction.
"""

from pathlib import Path

import streamlit as st
from streamlit import runtime

if not runtime.exists():
    from ui.server import early, light_pages
    from ui.server.middleware import middleware
    from ui.server.process import lifespan, open_runs
    from ui.server.routes import EXCEPTION_HANDLERS, routes
    from ui.session.trouble import show_trouble

    open_runs()
    app = st.App(
        __file__,
        routes=[*routes(), *early.routes(), *light_pages.routes()],
        middleware=middleware(),
        lifespan=lifespan,
        on_script_error=show_trouble,
        exception_handlers=EXCEPTION_HANDLERS,
    )
else:
    from ui.session.glossary import explain_terms
    from ui.session.notices import reserved_place
    from ui.session.steering import take_control
    from ui.session.visit import lead_on

    st.set_page_config("Organism Lab", "ui/icon.png", layout="wide")
    st.html(Path(__file__).parent / "ui" / "pages.css")
    page = st.navigation(
        [
            st.Page("pages/lab.py", title="Lab", icon=":material/science:", default=True),
            st.Page("pages/story.py", title="Story", icon=":material/auto_stories:"),
            st.Page("pages/particle.py", title="Particle", icon=":material/grain:"),
            st.Page("pages/prune.py", title="Prune", icon=":material/content_cut:"),
            st.Page("pages/compare.py", title="Compare", icon=":material/compare:"),
            st.Page("pages/runs.py", title="Runs", icon=":material/list:"),
            st.Page("pages/sweeps.py", title="Sweeps", icon=":material/grid_on:"),
            st.Page("pages/paper.py", title="Paper", icon=":material/article:"),
            st.Page("pages/questions.py", title="Questions", icon=":material/quiz:"),
            st.Page("pages/teach.py", title="Teach", icon=":material/school:"),
            st.Page("pages/status.py", title="Status", icon=":material/monitor_heart:"),
        ],
        position="top",
    )
    take_control()
    explain_terms()
    with reserved_place():  # of the page, whichever it is
        page.run()
    lead_on()
