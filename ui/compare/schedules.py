"""What four schedules came to over seeds, in the recorded trial."""

import streamlit as st

from orgnet_core.trials.recorded import recorded_trial
from ui.shared.formats import format_share
from ui.shared.texts import TEXTS

WORDS = TEXTS["compare"]["schedules"]


def schedules() -> None:
    """A row for each schedule, and the dense nets that they are held to."""
    found = recorded_trial("schedules")
    with st.container(border=True, key="compare_schedules"):
        st.markdown(f"##### {WORDS['title']}")
        st.caption(WORDS["what"].format(runs=found["runs"], seeds=found["seeds"]))
        st.table(table(found))
        st.markdown("  \n".join(sentences(found)))
        st.caption(WORDS["recorded"].format(**found["recorded"]))


def table(found: dict) -> dict[str, list[str]]:
    """Columns: median over seeds, from the least to the largest."""
    rows = [_row(found, name, of) for name, of in found["schedules"].items()]
    return {column: [row[column] for row in rows] for column in rows[0]}


def _row(found: dict, name: str, of: dict) -> dict[str, str]:
    heads, particles = WORDS["columns"], found["particles"]

    def share(counts: dict) -> str:
        values = [format_share(counts[each] / particles) for each in ("median", "least", "largest")]
        return _range(*values)

    def metric(values: dict) -> str:
        said = (f"{values[each]:.4f}" for each in ("median", "least", "largest"))
        return _range(*said).replace("-", "−")

    return {
        heads["schedule"]: WORDS["names"][name],
        heads["share"]: share(of["self_replicators"]),
        heads["fewest"]: share(of["fewest"]),
        heads["accuracy"]: metric(of["accuracy"]),
        heads["cost"]: metric(of["cost"]),
        heads["seconds"]: f"{of['seconds']['median']:.1f}",
        heads["twin"]: f"{of['twin']['accuracy']['median']:.4f}" if "twin" in of else WORDS["none"],
    }


def sentences(found: dict) -> list[str]:
    """How far each is from its dense twin, and from the paper's alternation, seed by seed."""
    said = [
        WORDS["twin"].format(schedule=WORDS["names"][name], pair=_interval(of["twin"]["pair"]))
        for name, of in found["schedules"].items()
        if "twin" in of
    ]
    return said + [
        WORDS["pair"].format(schedule=WORDS["names"][name], pair=_interval(pair["accuracy"]))
        for name, pair in found["pairs"].items()
    ]


def _range(median: str, least: str, largest: str) -> str:
    return median if least == largest else f"{median} ({least} to {largest})"


def _interval(pair: dict[str, float] | None) -> str:
    if pair is None:
        return WORDS["unknown"]
    return f"{pair['median']:+.4f} ({pair['low']:+.4f} to {pair['high']:+.4f})".replace("-", "−")
