"""The runs of a sweep as a table, to look at and to take along."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pyarrow as pa
import streamlit as st

from orgnet_core.sweeps.axes import value_of
from orgnet_core.sweeps.estimates import MEASURES
from orgnet_core.sweeps.places import Kept
from orgnet_core.tasks import TASKS
from orgnet_views.numbers import format_number
from ui.shared.explain import explain
from ui.shared.formats import format_score
from ui.shared.settings_words import format_setting, setting_label
from ui.shared.texts import TEXTS
from ui.sweeps.shown import made_once, metric_of, tasks_of

WORDS = TEXTS["sweeps"]
HEIGHT = 400  # pixels; longer tables scroll


def rows(runs: Sequence[Kept], names: Sequence[str]) -> list[dict[str, Any]]:
    """A row for each run, for programs: its settings among `names`, and what it came to."""
    return [
        {
            "run": kept.record.id,
            "seed": kept.record.config.seed,
            **_settings(kept, names),
            "state": f"{kept.record.state}",
            "metric_name": TASKS[kept.record.config.task].metric,
            **{name: measure.of(kept.outcome) for name, measure in MEASURES.items()},
            "digest": kept.outcome.digest,
        }
        for kept in runs
    ]


def _settings(kept: Kept, names: Sequence[str]) -> dict[str, Any]:
    """Numbers as they are, lists as text."""
    values = {name: value_of(kept.record.config, name) for name in names}
    return {
        name: format_setting(value) if isinstance(value, tuple) else value
        for name, value in values.items()
    }


def show_table(runs: Sequence[Kept], names: Sequence[str]) -> None:
    """The rows in words; each opens its run."""
    st.subheader(WORDS["table"]["title"], anchor=False)
    explain(WORDS["table"]["what"])
    with st.container(key="sweeps_table"):
        _show_rows(runs, names)


@made_once
def _show_rows(runs: Sequence[Kept], names: Sequence[str]) -> None:
    tasks = tasks_of(runs)
    metric = metric_of(tasks)
    heads = {name: head.format(metric=metric) for name, head in WORDS["columns"].items()}
    shown = [
        {
            WORDS["open"]: f"./?run={kept.record.id}",
            WORDS["seed"]: kept.record.config.seed,
            **{setting_label(name): value for name, value in _settings(kept, names).items()},
            WORDS["state"]: kept.record.state.capitalize(),
            **{heads[name]: measure.of(kept.outcome) for name, measure in MEASURES.items()},
        }
        for kept in runs
    ]
    in_words: dict[str, Callable[[Any], str]] = {
        **dict.fromkeys(map(setting_label, names), format_setting),
        **dict.fromkeys(heads.values(), format_number),
    }
    if len({task.metric for task in tasks}) == 1:
        in_words[heads["metric"]] = partial(format_score, tasks[0])
    link = st.column_config.LinkColumn(
        "", display_text=WORDS["open"], help=WORDS["open_help"], width=60
    )
    st.dataframe(
        # In words, yet sorted by the numbers.
        pa.Table.from_pylist(shown).to_pandas().style.format(in_words),
        hide_index=True,
        column_config={WORDS["open"]: link},
        height="auto" if len(runs) <= 10 else HEIGHT,
        alt=WORDS["table"]["alt"],
    )
