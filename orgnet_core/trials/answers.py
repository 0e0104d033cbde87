"""Ten questions and the numbers that answer them: which of a trial's, and compared how.

Of each question some conditions are shown, one value a seed, and one estimate is told: of two
conditions the difference seed by seed, or a number by itself, its median over seeds with an
interval by bootstrap. What is asked in words: ui/shared/questions.toml.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log10, nan
from typing import Any

from orgnet_core.config import RunConfig
from orgnet_core.endurance import LEVELS
from orgnet_core.pruning.persistence import USUAL
from orgnet_core.runs.state import State
from orgnet_core.sweeps.worker import grow
from orgnet_core.trials.persistence import ALL, PERSISTENT
from orgnet_core.trials.questions import ORGANISMS, by_seed, numbers_of
from orgnet_core.trials.recorded import recorded_trial
from orgnet_core.trials.statistics import paired, value_range

Row = Mapping[str, float]  # of one seed


@dataclass(frozen=True)
class Asked:
    """`compared` are two conditions, the first minus the second, or one number by itself;
    `is_power` compares their powers of ten. `told` are numbers that are told along with them.
    `organisms`, of ORGANISMS, are what a fresh seed grows: none where that takes minutes."""

    trial: str
    conditions: tuple[str, ...]
    compared: tuple[str, ...]
    is_power: bool = False
    told: tuple[str, ...] = ()
    organisms: tuple[str, ...] = ("asked",)

    def estimate(self, row: Row) -> float:
        """What this seed says."""
        values = [row[name] for name in self.compared]
        if self.is_power:
            values = [log10(value) if value > 0 else nan for value in values]
        return values[0] - sum(values[1:])


LIVES = tuple(f"life_{decade}" for decade in range(len(LEVELS)))
FROZEN, PLACE = ("cost_frozen", "cost"), ("share_dark", "share_lit")
LABEL, FLOOR = ("with_gradient", "with_weight"), ("loss_float32", "loss_float64")
ASKED = {
    "useless": Asked("questions", FROZEN[::-1], FROZEN, told=("frozen_change",)),
    "place": Asked("questions", PLACE, PLACE),
    "l1": Asked(
        "baselines",
        (ALL, "l1_global", "l1_layerwise", "l1_matched"),
        ("l1_global", ALL),
        organisms=(),
    ),
    "label": Asked("questions", LABEL, LABEL),
    "every_step": Asked(
        "persistence",
        ("usual", "largest", "largest_persistent"),
        ("largest", "usual"),
        organisms=(),
    ),
    "made_of": Asked(
        "questions",
        ("apart", "apart_others", "weight"),
        ("apart_others", "apart"),
        is_power=True,
    ),
    "kicked": Asked("questions", LIVES, ("growth",)),
    "floor": Asked("questions", FLOOR, FLOOR, is_power=True, organisms=("float32", "float64")),
    "shuffled": Asked(
        "questions",
        ("share", "share_shuffled"),
        ("share_shuffled", "share"),
        organisms=("asked", "shuffled"),
    ),
    "clothes": Asked(
        "questions",
        ("share", "share_clothes"),
        ("share", "share_clothes"),
        organisms=("asked", "clothes"),
    ),
}


@dataclass(frozen=True)
class Answer:
    """Of n seeds: each one's numbers, the median of each with its ends, and the estimate
    with its interval, None of too few seeds."""

    seeds: list[int]
    values: dict[str, list[float]]  # of each condition, and what else is compared and told, [n]
    medians: dict[str, dict[str, float]]  # likewise
    estimate: dict[str, float] | None


def answer_of(name: str, rows: Sequence[Row]) -> Answer:
    """What these seeds, at least one, say of the question of that name."""
    asked = ASKED[name]
    known = dict.fromkeys((*asked.conditions, *asked.compared, *asked.told))
    values = {condition: [row[condition] for row in rows] for condition in known}
    return Answer(
        seeds=[int(row["seed"]) for row in rows],
        values=values,
        medians={condition: value_range(of) for condition, of in values.items()},
        estimate=paired([asked.estimate(row) for row in rows]),
    )


@cache
def recorded_answer(name: str) -> Answer:
    """From the trial as it was recorded, which never changes."""
    trial = ASKED[name].trial
    return answer_of(name, ROWS[trial](recorded_trial(trial)))


def rows_of(found: Mapping[str, Any]) -> list[Row]:
    """The seeds of the trial of questions; what was no finite number is NaN."""
    return [
        {name: nan if value is None else value for name, value in row.items()}
        for row in found["by_seed"]
    ]


def _of_baselines(found: Mapping[str, Any]) -> list[Row]:
    """Costs at the last step."""
    return [{"seed": each["seed"]} | each["last"] for each in found["by_seed"]]


def _of_persistence(found: Mapping[str, Any]) -> list[Row]:
    """Costs over all ends of epochs, of cutting all self-replicators or all persistent ones."""
    return [
        {
            "seed": each["seed"],
            "usual": each["cuts"][ALL]["median"],
            "largest": each["cuts"][ALL]["largest"],
            "largest_persistent": each["cuts"][PERSISTENT]["largest"],
        }
        for each in found["by_seed"]
    ]


ROWS: dict[str, Callable[[Mapping[str, Any]], list[Row]]] = {
    "questions": rows_of,
    "baselines": _of_baselines,
    "persistence": _of_persistence,
}


def fresh_row(name: str, config: RunConfig) -> Row | None:
    """What the seed of that config says, grown now, for seconds; None where a run diverged."""
    runs = [grow(ORGANISMS[each](config), None).recording for each in ASKED[name].organisms]
    if any(run.record.state is not State.FINISHED for run in runs):
        return None
    found = [numbers_of(run.record.config, run.snapshots, USUAL, []) for run in runs]
    return {"seed": config.seed} | by_seed(found)[config.seed]
