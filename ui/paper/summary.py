"""What a reproduction came to in short: a sentence, a table, a file."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import streamlit as st

from orgnet_core.json_values import finite
from orgnet_core.paper.recorded import recorded_reproduction
from orgnet_core.paper.words import here_in_words, verdict_in_words
from orgnet_core.plurals import count_of
from ui.shared.texts import TEXTS

WORDS = TEXTS["paper"]


def show_summary(found: Mapping[str, Any], is_fresh: bool) -> None:
    counts = Counter(row["verdict"] for row in found["rows"] if row["accepted"])
    said = WORDS["in_short"].format(
        rows=counts.total(),
        **{verdict: counts[verdict] for verdict in ("inside", "partly", "outside")},
    )
    st.markdown(said)
    st.caption(_origin(found, is_fresh))
    with st.expander(WORDS["all_rows"], icon=":material/table:", key="paper_rows"):
        st.dataframe(_table(found), hide_index=True)
        label, what = WORDS["download"]
        st.download_button(
            label,
            lambda: json.dumps(finite({**found})) + "\n",
            f"reproduction-{found['name']}.json",
            "application/json",
            key="paper_json",
            help=what,
            icon=":material/download:",
            on_click="ignore",
        )


def _origin(found: Mapping[str, Any], is_fresh: bool) -> str:
    seeds = f"{found['seeds'][0]}–{found['seeds'][-1]}"
    runs = {"runs": count_of(len(found["seeds"]), "run"), "seeds": seeds}
    said = [WORDS["fresh"].format(**runs)]
    if not is_fresh:
        whole = recorded_reproduction()
        said = [WORDS["recorded"].format(version=whole["version"], **whole["recorded"], **runs)]
    if found["diverged"]:
        said.append(WORDS["diverged"].format(seeds=", ".join(map(str, found["diverged"]))))
    return " ".join(said)


def _table(found: Mapping[str, Any]) -> dict[str, list[str]]:
    """Columns of words."""
    heads = WORDS["columns"]
    cells = [
        (
            row["figure"],
            row["quantity"],
            row["paper"],
            here_in_words(row),
            row["accepted"],
            verdict_in_words(row),
        )
        for row in found["rows"]
    ]
    return dict(zip(heads, map(list, zip(*cells, strict=True)), strict=True))
