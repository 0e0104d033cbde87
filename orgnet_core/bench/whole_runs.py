"""What whole runs take, evaluation, snapshots and recording included, against their dense twins.

A long run is told by two of its beginnings, unless it is to be measured exactly. The shorter one
holds all snapshots that are closer together than an epoch; what the longer one takes beyond it is
epochs like all that follow.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from orgnet_core.bench.timing import Contestant, Timing, against, race
from orgnet_core.bench.twins import TWINS, twin_batch, twin_run
from orgnet_core.bench.watching import recording
from orgnet_core.config import RunConfig


class Beginnings(NamedTuple):
    """Epochs of the two that tell how long a longer run takes."""

    short: int
    long: int


BEGINNINGS = Beginnings(5, 20)


def race_whole_runs(
    configs: Mapping[str, RunConfig], beginnings: Beginnings | None, repeats: int, least: float
) -> dict[str, Any]:
    """Recorded runs by name, of equally many epochs and one dense shape, to the twins of the
    first; each twin on as many cores as it is fastest on. None measures every run whole."""
    config = next(iter(configs.values()))
    cores = {twin: fastest_cores(twin, config, repeats, least) for twin in TWINS}

    def timed(epochs: int) -> dict[str, Timing]:
        organisms = {
            name: Contestant(partial(recording, one.changed({"epochs": epochs})), None)
            for name, one in configs.items()
        }
        twins = {
            twin: Contestant(partial(twin_run, twin, config, epochs), cores[twin]) for twin in TWINS
        }
        return race(organisms | twins, repeats)

    if beginnings is None or config.epochs <= beginnings.long:
        medians, trained = timed(config.epochs), [config.epochs]
    else:
        medians, trained = told(timed, beginnings, config.epochs), list(beginnings)
    return {
        **against(medians, *TWINS),
        "epochs": config.epochs,
        "told_by_epochs": trained,
        "cores": {twin: one or "all" for twin, one in cores.items()},
    }


def told(
    timed: Callable[[int], Mapping[str, Timing]], beginnings: Beginnings, epochs: int
) -> dict[str, Timing]:
    """Timings of runs of so many epochs, from what those of two beginnings take."""
    short, long = (timed(length) for length in beginnings)
    more = (epochs - beginnings.short) / (beginnings.long - beginnings.short)
    return {
        name: {
            "seconds": short[name]["seconds"]
            + more * (long[name]["seconds"] - short[name]["seconds"]),
            "repeats": short[name]["repeats"],
        }
        for name in short
    }


def fastest_cores(twin: str, config: RunConfig, repeats: int, least: float) -> int | None:
    """On how many cores a batch of that twin takes least: one, or None for all."""
    choices: dict[str, int | None] = {"one": 1, "all": None}
    make = partial(twin_batch, twin, config)
    contestants = {name: Contestant(make, cores) for name, cores in choices.items()}
    medians = race(contestants, repeats, least)
    return choices[min(choices, key=lambda name: medians[name]["seconds"])]
