"""The runs of a sweep as a table, to look at and to take along."""

import io
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import streamlit as st
from pyarrow import csv
from pyarrow import parquet as pq

from orgnet_core.sweeps.differences import MEASURES
from orgnet_core.sweeps.places import Kept
from orgnet_core.tasks import TASKS
from ui.shared.texts import TEXTS
from ui.sweeps.strips import value_of

WORDS = TEXTS["sweeps"]


def rows(runs: Sequence[Kept], names: Sequence[str]) -> list[dict[str, Any]]:
    """A row for each run: its settings among `names`, and what it came to."""
    return [
        {
            "run": kept.record.id,
            "seed": kept.record.config.seed,
            **{name: value_of(kept, name) for name in names},
            "state": f"{kept.record.state}",
            "metric_name": TASKS[kept.record.config.task].metric,
            **{name: measure(kept.outcome) for name, measure in MEASURES.items()},
            "digest": kept.outcome.digest,
        }
        for kept in runs
    ]


def table(sweep: str, found: list[dict[str, Any]]) -> None:
    """Show the rows; each opens its run, and all can be had as a file."""
    shown = [{"open": f"./?run={row['run']}"} | row for row in found]
    for row in shown:
        del row["digest"]
    opens = {"open": st.column_config.LinkColumn("", display_text=WORDS["open"])}
    numbers = {
        name: st.column_config.NumberColumn(WORDS["measures"][name], format="%.4g")
        for name in MEASURES
    }
    with st.container(key="sweeps_table"):
        st.dataframe(shown, hide_index=True, column_config=opens | numbers)
    with st.container(horizontal=True):
        name = f"sweep-{sweep}"
        st.download_button("CSV", as_csv(found), f"{name}.csv", "text/csv", key="sweeps_csv")
        st.download_button(
            "Parquet",
            as_parquet(found),
            f"{name}.parquet",
            "application/vnd.apache.parquet",
            key="sweeps_parquet",
        )


def as_csv(found: list[dict[str, Any]]) -> bytes:
    buffer = io.BytesIO()
    csv.write_csv(pa.Table.from_pylist(found), buffer)
    return buffer.getvalue()


def as_parquet(found: list[dict[str, Any]]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(found), buffer)
    return buffer.getvalue()
