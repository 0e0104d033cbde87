"""The Sweeps page: many runs read together."""

import streamlit as st

from orgnet_core.runs.store.sweeps import SweepRecord
from orgnet_core.sweeps.axes import swept_in
from orgnet_core.sweeps.differences import finished
from orgnet_core.sweeps.grid import Grid
from orgnet_core.sweeps.places import InStore, Look
from ui.session.display_options import apply_display_options
from ui.session.notices import show_store_notice
from ui.session.sweeps import look_at, sweep_title
from ui.session.visit import visit
from ui.shared.registry import registry
from ui.shared.texts import TEXTS
from ui.sweeps.choice import choose, is_growing, progress
from ui.sweeps.curves import show_curves
from ui.sweeps.files import show_files
from ui.sweeps.growing import choose_wanted, controls
from ui.sweeps.maps import show_maps
from ui.sweeps.over_time import show_over_time
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

at_rest = look_at(chosen[1]) if chosen and not is_growing(chosen[0].id) else None


@st.fragment(run_every=2.0 if at_rest is None else None)
def shelf(sweep: SweepRecord, grid: Grid, at_rest: Look | None) -> None:
    """All that follows the runs, again and again while they come."""
    look = at_rest or look_at(grid)
    runs = list(InStore(registry().store).read(look).values())
    progress(sweep.id, runs, len(grid.configs))
    done, settings = finished(runs), swept_in(grid)
    if not done:
        return
    shown = choose_shown(done, settings)
    opened = [show_strips(done, shown)]
    show_over_time(done, shown)
    opened += [show_curves(done, shown), show_maps(runs, settings)]
    show_table(runs, settings)
    show_files(sweep_title(sweep), f"sweep-{sweep.id}", runs, settings, shown)
    for run in filter(None, opened):
        visit("pages/lab.py", {"run": run})


if chosen:
    controls(*chosen, at_rest)
    shelf(*chosen, at_rest)
