"""The Sweeps page: many runs read together."""

import streamlit as st

from orgnet_core.sweeps.differences import MEASURES, differences, finished
from orgnet_core.sweeps.places import InStore
from orgnet_core.sweeps.summary import swept
from orgnet_core.tasks import TASKS
from ui.session.display_options import apply_display_options
from ui.session.notices import show_store_notice
from ui.shared.charts import show_chart
from ui.shared.registry import registry
from ui.shared.texts import TEXTS
from ui.sweeps.choice import choose, is_growing, progress
from ui.sweeps.growing import choose_wanted, controls
from ui.sweeps.sentences import difference_sentence
from ui.sweeps.starting import start_form
from ui.sweeps.strips import strips
from ui.sweeps.table import rows, table

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
    progress(sweep.id, len(runs), len(grid.configs))
    if not finished(runs):
        return
    names = swept(grid.configs)
    left, right = st.columns([3, 2])
    measure = left.segmented_control(
        WORDS["measure"],
        list(MEASURES),
        default="metric",
        required=True,
        key="sweeps_measure",
        format_func=lambda name: WORDS["measures"][name],
        help=WORDS["measure_help"],
    )
    name = right.selectbox(WORDS["against"], names, key="sweeps_against") if names else None
    score = f"test {TASKS[grid.config.task].metric}"
    axis = score if measure == "metric" else WORDS["measures"][measure]
    alt = f"{axis} of each run" + (f" over {name}" if name else "")
    show_chart(strips(finished(runs), name, measure, axis), alt, "sweeps_strips")
    for each in differences(runs, name, measure) if name else ():
        st.caption(difference_sentence(each))
    table(sweep.id, rows(runs, names))


if chosen:
    controls(*chosen)
    shelf()
