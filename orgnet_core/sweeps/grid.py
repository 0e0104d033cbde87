"""A grid: every combination of some seeds and settings, each of which is a run."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import product
from math import prod
from typing import Any

from orgnet_core.config import RunConfig, parse_config
from orgnet_core.errors import InputError, LabError

MOST_RUNS = 10_000  # of a sweep
SEED = "seed"
Axes = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Grid:
    """`config` with each combination of the values that `axes` name for its settings, by the names
    that `RunConfig.changed` takes.

    Raises InputError for a setting without values and for more than MOST_RUNS runs, SettingsError
    for what cannot be set so.
    """

    config: RunConfig
    axes: Axes

    def __post_init__(self):
        for name, values in self.axes.items():
            if not len(values):
                raise InputError(f"{name} must have at least one value in a sweep.")
        if (count := prod(map(len, self.axes.values()))) > MOST_RUNS:
            raise InputError(f"A sweep must have at most {MOST_RUNS:,} runs, not {count:,}.")
        _ = self.configs

    @cached_property
    def configs(self) -> list[RunConfig]:
        """Of all runs, once each: every setting with the first seed, then with the next."""
        names = sorted(self.axes, key=lambda name: name != SEED)
        found = [
            self.config.changed(dict(zip(names, values, strict=True)))
            for values in product(*(self.axes[name] for name in names))
        ]
        return list(dict.fromkeys(found))

    @cached_property
    def id(self) -> str:
        """8 hexadecimal digits, the same for the same runs however they were asked for."""
        keys = "".join(map(key_of, self.configs))
        return sha256(keys.encode()).hexdigest()[:8]

    def to_json(self) -> str:
        axes = {name: list(values) for name, values in self.axes.items()}
        return json.dumps({"config": self.config.model_dump(), "axes": axes})

    @classmethod
    def from_json(cls, text: str) -> "Grid":
        """What `to_json` wrote. Raises SettingsError where this version has no such settings,
        InputError where it is something else."""
        try:
            values: dict[str, Any] = json.loads(text)
            return cls(parse_config(values["config"]), values["axes"])
        except LabError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"It is no grid of runs ({error}).") from error


def key_of(config: RunConfig) -> str:
    """16 hexadecimal digits that stand for a run of this config."""
    return sha256(config.model_dump_json().encode()).hexdigest()[:16]


def run_of(config: RunConfig) -> str:
    """The id of that run, wherever it is grown."""
    return key_of(config)[:8]
