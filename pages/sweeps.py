"""The Sweeps page: many runs read together."""

import streamlit as st

from orgnet_core.sweeps.differences import finished
from orgnet_core.sweeps.places import InStore
from orgnet_core.sweeps.summary import swept
from orgnet_core.tasks import TASKS
from ui.session.display_options import apply_display_options
from ui.session.notices import show_store_notice
from ui.session.visit import visit
from ui.shared.registry import registry
from ui.shared.texts import TEXTS
from ui.sweeps.choice import choose, is_growing, progress, title
from ui.sweeps.curves import show_curves
from ui.sweeps.files import show_files
from ui.sweeps.growing import choose_wanted, controls
from ui.sweeps.maps import show_maps
from ui.sweeps.shown import choose_shown
from ui.sweeps.starting import start_form
from ui.sweeps.strips import show_strips
from ui.sweeps.table import show_table

WORDS = TEXTS["sweeps"]

apply_display_options()
st.subheader(WORDS["question"], anchor=False)
show_store_notice()
sweeps = registry().store.sweeps.all()
start_form(is_first=not sweeps)
choose_wanted(sweeps)
chosen = choose(sweeps) if sweeps else None
if not sweeps:
    st.info(WORDS["empty"], icon=":material/science:")
    st.code(WORDS["example"], language="bash")


@st.fragment(run_every=2.0 if chosen and is_growing(chosen[0].id) else None)
def shelf() -> None:
    """All that follows the runs, again and again while they come."""
    assert chosen is not None
    sweep, grid = chosen
    runs = list(InStore(registry().store).kept(grid.configs).values())
    progress(sweep.id, runs, len(grid.configs))
    done, settings, task = finished(runs), swept(grid.configs), TASKS[grid.config.task]
    if not done:
        return
    shown = choose_shown(settings, task)
    opened = [show_strips(done, shown), show_curves(done, shown), show_maps(runs, settings)]
    show_table(runs, settings, task)
    show_files(title(sweep), f"sweep-{sweep.id}", runs, settings, shown)
    for run in filter(None, opened):
        visit("pages/lab.py", {"run": run})


if chosen:
    controls(*chosen)
    shelf()
