"""What cutting all self-replicators costs over all recorded steps of many runs, in sentences."""

from collections.abc import Sequence

import streamlit as st

from orgnet_core.pruning import CostOverTime, Distribution, distribution
from orgnet_core.sweeps.places import Kept
from orgnet_views.numbers import format_number
from ui.shared.cut_costs import dear_steps
from ui.shared.markdown import escape_markdown
from ui.shared.settings_words import setting_label
from ui.shared.texts import TEXTS
from ui.sweeps.shown import Shown, drop_of, made_once

WORDS = TEXTS["sweeps"]["over_time"]


def show_over_time(runs: Sequence[Kept], shown: Shown) -> None:
    """Where the cost of the cut is shown; costs in different metrics are not put together."""
    if shown.measure.curve == "cut_cost" and shown.is_one_scale:
        said = said_over_time(runs, shown)
        listed = said if len(said) == 1 else ["", *(f"- {each}" for each in said)]
        st.markdown("\n".join([WORDS["what"], *listed]))


@made_once
def said_over_time(runs: Sequence[Kept], shown: Shown) -> list[str]:
    """A sentence for each value of the setting."""
    groups = shown.groups(runs).items()
    return [f"{_of(value, shown)}{_sentence(_found(there), shown)}" for value, there in groups]


def _of(value: str, shown: Shown) -> str:
    if shown.setting is None:
        return ""
    return f"**{escape_markdown(f'{setting_label(shown.setting)} {value}')}**: "


def _found(runs: Sequence[Kept]) -> Distribution | None:
    costs = (
        CostOverTime(kept.record.config.seed, kept.outcome.epoch, kept.outcome.cut_cost)
        for kept in runs
    )
    return distribution(list(costs))


def _sentence(found: Distribution | None, shown: Shown) -> str:
    if found is None:
        return WORDS["unknown"]
    return WORDS["one" if found.runs == 1 else "many"].format(
        runs=f"{found.runs:,}",
        steps=f"{found.steps:,}",
        drop=drop_of(shown.tasks),
        median=format_number(found.median),
        high=format_number(found.high),
        largest=format_number(found.largest),
        seed=f"{found.seed:,}",
        epoch=f"{found.epoch:.4g}",
        dear=dear_steps(found),
    )
