"""What of a sweep is shown: which quantity, which number of each run, over which setting."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from orgnet_core.sweeps.axes import value_of
from orgnet_core.sweeps.estimates import CURVES, ESTIMATES, Measure
from orgnet_core.sweeps.places import Kept
from orgnet_core.tasks import TASKS, Task
from ui.shared.charts import LOWEST
from ui.shared.formats import drop_name
from ui.shared.settings_words import format_setting, setting_label
from ui.shared.texts import TEXTS

WORDS = TEXTS["sweeps"]


class Shown(NamedTuple):
    """What the visitor chose."""

    measure: Measure
    setting: str | None  # None where no setting was swept
    tasks: tuple[Task, ...]  # of the runs, once each

    @property
    def quantity(self) -> str:
        """As axes and sentences say it."""
        _, axis = WORDS["curves"][self.measure.curve]
        return axis.format(metric=metric_of(self.tasks), drop=drop_of(self.tasks))

    @property
    def is_logarithmic(self) -> bool:
        """As in the views of one run: losses and errors are read by their powers of ten."""
        is_error = self.measure.curve == "metric" and not any(task.classes for task in self.tasks)
        return is_error or self.measure.curve == "task_loss"

    @property
    def is_one_scale(self) -> bool:
        """Whether the numbers of all runs can be subtracted: those of an accuracy and of an error
        cannot."""
        same = len({task.metric for task in self.tasks}) == 1
        return same or self.measure.curve == "self_replicators"

    @property
    def scale(self) -> str:
        """Plotly's name of it."""
        return "log" if self.is_logarithmic else "linear"

    def drawn(self, values: Sequence[float] | np.ndarray) -> np.ndarray:
        """Where an axis has them: no number nowhere, on a logarithmic one the smallest at its
        bottom."""
        found = np.array(values, np.float64)
        found[~np.isfinite(found)] = np.nan
        return np.maximum(found, LOWEST) if self.is_logarithmic else found

    def curve(self, kept: Kept) -> np.ndarray:
        """Of a run over its recorded steps, as it is drawn."""
        return self.drawn(getattr(kept.outcome, self.measure.curve))

    def groups(self, runs: Sequence[Kept]) -> dict[str, list[Kept]]:
        """The runs by their value of the setting, as it is written; all in one without one."""
        found: dict[str, list[Kept]] = {}
        for kept in runs:
            found.setdefault(value_in_words(kept, self.setting), []).append(kept)
        return found


# Makes what is shown of the same runs once for all who look, as a sweep that rests stays the same.
made_once = st.cache_data(
    max_entries=20,
    show_spinner=False,
    hash_funcs={
        Kept: lambda kept: (kept.record.id, kept.record.created, kept.outcome.digest),
        Shown: lambda shown: (shown.measure, shown.setting),  # of which tasks, the runs say
    },
)


def choose_shown(runs: Sequence[Kept], settings: Sequence[str]) -> Shown:
    left, middle, right = st.columns(3)
    curve = left.selectbox(
        WORDS["curve"],
        CURVES,
        key="sweeps_curve",
        format_func=lambda name: WORDS["curves"][name][0],
        help=WORDS["curve_help"],
    )
    estimate = middle.selectbox(
        WORDS["estimate"],
        list(ESTIMATES),
        key="sweeps_estimate",
        format_func=lambda name: WORDS["estimates"][name][0],
        help=WORDS["estimate_help"],
    )
    setting = None
    if settings:
        setting = right.selectbox(
            WORDS["against"],
            settings,
            key="sweeps_against",
            format_func=setting_label,
            help=WORDS["against_help"],
        )
    return Shown(Measure(curve, estimate), setting, tasks_of(runs))


def tasks_of(runs: Sequence[Kept]) -> tuple[Task, ...]:
    """Once each."""
    return tuple(TASKS[name] for name in dict.fromkeys(kept.record.config.task for kept in runs))


def metric_of(tasks: Sequence[Task]) -> str:
    """What the score is called: "accuracy", or of tasks with different ones "accuracy or mean
    absolute error"."""
    return " or ".join(dict.fromkeys(task.metric for task in tasks))


def drop_of(tasks: Sequence[Task]) -> str:
    """Such as "accuracy drop"; of tasks with different scores "score drop"."""
    names = {drop_name(task) for task in tasks}
    return names.pop() if len(names) == 1 else "score drop"


def value_in_words(kept: Kept, setting: str | None) -> str:
    """As charts and tables have it; empty without a setting."""
    return "" if setting is None else format_setting(value_of(kept.record.config, setting))


def name_of(kept: Kept, settings: Sequence[str]) -> str:
    """Such as "seed 3, particle width h 2"."""
    of_settings = (
        f"{_inside(setting_label(each))} {value_in_words(kept, each)}" for each in settings
    )
    return ", ".join([f"seed {kept.record.config.seed}", *of_settings])


def _inside(label: str) -> str:
    """As it stands inside a sentence."""
    return label[:1].lower() + label[1:]
