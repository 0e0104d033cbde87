"""The settings that a sweep varies, and their values in each of its runs.

They go by the names that `RunConfig.changed` takes. What every phase has the same of, in all runs,
is one setting, without a phase's number: it was set so, and no run differs in one phase alone.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from orgnet_core.config import RunConfig
from orgnet_core.phases import Phase
from orgnet_core.runs.archive.readme import flat
from orgnet_core.sweeps.grid import SEED, Grid

SHARED = Phase.model_fields.keys() - RunConfig.model_fields.keys()  # named without ambiguity
SCHEDULE = "phases"  # the setting that is all of them together


def swept_in(grid: Grid) -> list[str]:
    """Names of the settings that it varies, the seed's aside; where schedules were swept whole,
    they are one setting."""
    names = swept(grid.configs)
    if SCHEDULE not in grid.axes:
        return names
    others = [name for name in names if not is_of_schedule(name)]
    return others if others == names else [*others, SCHEDULE]


def is_of_schedule(name: str) -> bool:
    """Whether a setting is one of phases."""
    return name == SCHEDULE or name in SHARED or name.startswith(f"{SCHEDULE}.")


def swept(configs: Iterable[RunConfig]) -> list[str]:
    """Names of the settings that are not the same in all of them, the seed's aside."""
    configs = list(configs)
    seen = [flat(config) for config in configs]
    names = dict.fromkeys(name for values in seen for name in values if name != SEED)
    varied = [name for name in names if len({each.get(name) for each in seen}) > 1]
    return list(dict.fromkeys(_common(name, configs) for name in varied))


def value_of(config: RunConfig, name: str) -> Any:
    """Of a setting by a name that `swept_in` gives; None where the run has no such phase."""
    if name == SCHEDULE:
        return config.phases
    values = flat(config)
    return values.get(name, values.get(f"phases.0.{name}"))


def others(config: RunConfig, name: str) -> tuple[tuple[str, Any], ...]:
    """All settings but that one: the same of runs that differ in nothing else."""
    values = flat(config)
    if name == SCHEDULE:
        same = {each for each in values if is_of_schedule(each)}
    else:
        same = {name, *(f"phases.{i}.{name}" for i in range(len(config.phases)) if name in SHARED)}
    return tuple((each, value) for each, value in values.items() if each not in same)


def _common(name: str, configs: Sequence[RunConfig]) -> str:
    """The name for all phases, where there are several and they are alike in every run."""
    field = name.rpartition(".")[2]
    if field not in SHARED or max(len(config.phases) for config in configs) == 1:
        return name
    alike = all(len({getattr(each, field) for each in config.phases}) == 1 for config in configs)
    return field if alike else name
