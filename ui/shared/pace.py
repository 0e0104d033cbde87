"""How long training will take: by recorded runs of the same shape, or else by a few batches, or
where those would have to be compiled first by organisms that differ in their particles' width.

All of it is an estimate, as if nobody else trained.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from math import inf
from statistics import median
from typing import Literal, NamedTuple

from orgnet_core.config import RunConfig, SettingsError, parse_config
from orgnet_core.presets import PRESETS
from orgnet_core.training import Divergence, Trainer
from ui.shared.registry import registry
from ui.shared.sweeping import GrowingSweep

TRIED = 3  # batches, after one that does not count
MOST_TRIED = 8  # shapes
DEAREST = 20_000_000  # particle weights times SR steps of a batch that a page may wait for


WIDTHS = {preset.config.particle_hidden for preset in PRESETS.values()}  # that a server compiles
Source = Literal["recorded", "tried", "other_widths"]  # the surest first


class NotCompiled(Exception):
    """To try it would take seconds now, and not any more once one has grown."""


class Estimate(NamedTuple):
    """Seconds, `inf` where it cannot be told; and what the least sure part of them is told by."""

    seconds: float
    source: Source


def estimate(configs: Iterable[RunConfig]) -> Estimate:
    """For all these runs, as many at a time as train here at once."""
    steps, one = Counter[Hashable](), dict[Hashable, RunConfig]()
    for config in configs:
        steps[_shape(config)] += config.steps
        one[_shape(config)] = config
    recorded = _recorded()
    new = steps.keys() - recorded.keys()
    if len(new) > MOST_TRIED:
        return Estimate(inf, "tried")
    tried = {shape: _tried(one[shape]) for shape in new}
    unknown = {shape for shape, pace in tried.items() if pace == inf}
    others = {shape: _by_other_widths(one[shape], recorded) for shape in unknown}
    paces = recorded | tried | others
    seconds = sum(count * paces[shape] for shape, count in steps.items())
    source: Source = "other_widths" if unknown else "tried" if new else "recorded"
    return Estimate(seconds / registry().slots.count, source)


def seconds_left(sweep: GrowingSweep) -> float:
    """Until a sweep that grows is done; `inf` where it cannot be told."""
    runs, left = sweep.standing
    known = {run: run.seconds_left for run in runs}
    begun = sum(seconds for seconds in known.values() if seconds is not None)
    fresh = [run.config for run, seconds in known.items() if seconds is None]
    return begun / registry().slots.count + estimate([*fresh, *left]).seconds


def _shape(config: RunConfig) -> Hashable:
    """What decides how long a batch takes."""
    c, names = config, ("task", "replication", "replication_steps", "optimiser")
    phases = tuple(tuple(getattr(each, name) for name in names) for each in config.phases)
    organism = c.task, c.hidden, c.activation, c.particle_hidden
    return *organism, c.batch_size, c.dtype, c.device, c.kernel, phases


def _recorded() -> dict[Hashable, float]:
    """Seconds a batch, measuring and recording included, by shape."""
    paces: dict[Hashable, list[float]] = {}
    for record in registry().store.runs():
        if (step := record.scalars.get("step", 0)) > 0:
            pace = record.scalars["seconds"] / step
            paces.setdefault(_shape(record.config), []).append(pace)
    return {shape: median(found) for shape, found in paces.items()}


def _by_other_widths(config: RunConfig, recorded: Mapping[Hashable, float]) -> float:
    """Seconds a batch that it will hardly take longer than, by organisms with other particles: the
    time grows with a particle's weights, more slowly than they do. `inf` where none is known."""
    found = [inf]
    for width in WIDTHS - {config.particle_hidden}:
        with suppress(SettingsError):  # where such particles would make it too large
            other = config.changed({"particle_hidden": width})
            pace = recorded.get(_shape(other)) or _tried(other)
            found.append(pace * max(1, config.particle_size / other.particle_size))
    return min(found)


def _tried(config: RunConfig) -> float:
    """Seconds a batch; `inf` where to try it would take long itself."""
    try:
        return _try(config.changed({"seed": 0}).model_dump_json())
    except NotCompiled:
        return inf


@lru_cache(maxsize=1000)
def _try(settings: str) -> float:
    """Of a config in JSON, kept once it is known. Raises NotCompiled."""
    config = parse_config(settings)
    steps = max(phase.replication_steps for phase in config.phases)
    weights = config.organism.particles * config.particle_size
    if weights * max(1, steps) > DEAREST:
        return inf
    trainer = Trainer(config)
    if not trainer.is_warm:
        raise NotCompiled
    try:
        trainer.advance()
        before = trainer.seconds
        for _ in range(TRIED):
            trainer.advance()
    except Divergence:
        return inf
    return (trainer.seconds - before) / TRIED
