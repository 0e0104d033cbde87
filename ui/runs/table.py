"""The table of runs: which there are, where they stand, and which of them are chosen."""

from datetime import datetime
from hashlib import sha256

import streamlit as st

from orgnet_core.runs.state import State
from orgnet_core.runs.store.records import UnreadableRun
from orgnet_core.runs.versions import versions_text
from orgnet_core.tasks import TASKS
from orgnet_views.numbers import format_number
from ui.session.notices import reserved_place
from ui.shared.markdown import escape_markdown
from ui.shared.registry import registry
from ui.shared.rows import ORDERS, Row, found
from ui.shared.texts import TEXTS

WORDS = TEXTS["runs"]
CHOSEN = "runs_chosen"  # ids, in the session
PAGE = "runs_page"  # its number, from 1, in the session
HEIGHT = 400  # pixels; longer tables scroll
MOST_SHOWN = 100  # runs on a page


def find(rows: list[Row]) -> list[Row]:
    """Search, filter and order; the rows to show."""
    left, middle, right = st.columns([5, 4, 2], vertical_alignment="bottom")
    words = left.text_input(
        WORDS["search"], key="runs_search", placeholder=WORDS["search_hint"], help=WORDS["find"]
    )
    in_use = {row.state for row in rows}
    there = [state for state in State if state in in_use]
    states = middle.multiselect(
        WORDS["states"],
        there,
        key="runs_states",
        placeholder=WORDS["any_state"],
        format_func=lambda state: state.capitalize(),
        help=WORDS["states_help"],
    )
    order = right.selectbox(
        WORDS["order"],
        list(ORDERS),
        key="runs_order",
        format_func=lambda name: WORDS["orders"][name],
        help=WORDS["order_help"],
    )
    return found(rows, words, states, order)


def table(found: list[Row], rows: list[Row]) -> list[Row]:
    """Show a page of what was found; the runs chosen, in this table or in any before it."""
    chosen = set(st.session_state.get(CHOSEN, []))
    if not found:
        st.info(WORDS["none_found"], icon=":material/search_off:")
        return [row for row in rows if row.id in chosen]
    shown = _page(found)
    ids = [row.id for row in shown]
    # A choice is of places in a table. Other rows make another table, with the same runs chosen.
    key = "runs_" + sha256(" ".join(ids).encode()).hexdigest()[:12]
    marked = [place for place, run in enumerate(ids) if run in chosen]
    with st.container(key="runs_table"):
        state = st.dataframe(
            [_cells(row) for row in shown],
            key=key,
            on_select="rerun",
            selection_mode="multi-row",
            selection_default={"selection": {"rows": marked}},
            column_config=_columns(),
            hide_index=True,
            height="auto" if len(shown) < 10 else HEIGHT,
            alt=WORDS["alt"],
        )
    hidden = [run for run in st.session_state.get(CHOSEN, []) if run not in ids]
    here = [ids[place] for place in state.selection.rows if place < len(ids)]
    st.session_state[CHOSEN] = [*hidden, *here]
    chosen = {*hidden, *here}
    return [row for row in rows if row.id in chosen]


def _page(found: list[Row]) -> list[Row]:
    """Those that fit into one table, and where there are more the way to them."""
    pages = -(-len(found) // MOST_SHOWN)
    if pages == 1:
        return found
    if st.session_state.get(PAGE, 1) > pages:
        st.session_state[PAGE] = pages
    with st.container(horizontal=True, vertical_alignment="center"):
        number = st.pagination(pages, key=PAGE)
        first = MOST_SHOWN * (number - 1)
        shown = found[first : first + MOST_SHOWN]
        st.caption(WORDS["page"].format(first=first + 1, last=first + len(shown), all=len(found)))
    return shown


def unreadable() -> None:
    """The runs that cannot be listed, each with the reason."""
    records = [each for each in registry().store.records() if isinstance(each, UnreadableRun)]
    place = reserved_place()
    if records:
        with place.expander(f"{WORDS['unreadable']}: {len(records):,}", icon=":material/help:"):
            lines = [f"- `{each.id}`: {escape_markdown(each.message)}" for each in records]
            st.markdown("\n".join(lines[:MOST_SHOWN]))
            if len(lines) > MOST_SHOWN:
                st.caption(WORDS["page"].format(first=1, last=MOST_SHOWN, all=len(lines)))


def choose(runs: list[str]) -> None:
    """Make these the chosen runs, whatever table shows them."""
    st.session_state[CHOSEN] = runs


def _cells(row: Row) -> dict:
    config, task = row.record.config, TASKS[row.record.config.task]
    return {
        "pinned": "★" if row.annotation.pinned else "",
        "run": row.title,
        "organism": f"{row.organism}, seed {config.seed}",
        "state": row.state.capitalize(),
        "progress": 100 * row.progress,
        "result": f"{format_number(row.metric)} {task.metric}",
        "curve": row.curve,
        "begun": datetime.fromisoformat(row.record.created),
        "size": row.size / 1e6,
        "version": versions_text(row.record.versions),
        "id": row.id,
    }


def _columns() -> dict:
    config, heads = st.column_config, WORDS["columns"]

    def column(kind, name, width, **options):
        label, help_text = heads[name]
        return kind(label, help=help_text, width=width, **options)

    return {
        "pinned": column(config.TextColumn, "pinned", 30),
        "run": column(config.TextColumn, "run", 160),
        "organism": column(config.TextColumn, "organism", 160),
        "state": column(config.TextColumn, "state", 90),
        "progress": column(config.ProgressColumn, "progress", 110, format="%.0f %%", max_value=100),
        "result": column(config.TextColumn, "result", 140),
        "curve": column(config.LineChartColumn, "curve", 130),
        "begun": column(
            config.DatetimeColumn,
            "begun",
            140,
            format="D MMM YYYY, HH:mm",
            timezone=st.context.timezone or "UTC",
        ),
        "size": column(config.NumberColumn, "size", 70, format="%.1f MB"),
        "version": column(config.TextColumn, "version", 80),
        "id": column(config.TextColumn, "id", 90),
    }
