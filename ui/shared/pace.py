"""How long training will take: by recorded runs of the same shape, or else by a few batches.

All of it is an estimate, as if nobody else trained.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from functools import lru_cache
from math import inf
from statistics import median
from typing import NamedTuple

from orgnet_core.config import RunConfig, parse_config
from orgnet_core.training import Divergence, Trainer
from ui.shared.registry import registry
from ui.shared.sweeping import GrowingSweep

TRIED = 3  # batches, after one that does not count
MOST_TRIED = 8  # shapes
DEAREST = 20_000_000  # particle weights times SR steps of a batch that a page may wait for


class Estimate(NamedTuple):
    """Seconds, `inf` where it cannot be told; and whether recorded runs say so."""

    seconds: float
    is_recorded: bool


def estimate(configs: Iterable[RunConfig]) -> Estimate:
    """For all these runs, as many at a time as train here at once."""
    steps, one = Counter[Hashable](), dict[Hashable, RunConfig]()
    for config in configs:
        steps[_shape(config)] += config.steps
        one[_shape(config)] = config
    recorded = _recorded()
    paces = {shape: recorded[shape] for shape in steps.keys() & recorded.keys()}
    new = steps.keys() - paces.keys()
    if len(new) > MOST_TRIED:
        return Estimate(inf, False)
    paces |= {shape: _try(one[shape].changed({"seed": 0}).model_dump_json()) for shape in new}
    seconds = sum(count * paces[shape] for shape, count in steps.items())
    return Estimate(seconds / registry().slots.count, not new)


def seconds_left(sweep: GrowingSweep) -> float:
    """Until a sweep that grows is done; `inf` where it cannot be told."""
    runs, left = sweep.standing
    known = {run: run.seconds_left for run in runs}
    begun = sum(seconds for seconds in known.values() if seconds is not None)
    fresh = [run.config for run, seconds in known.items() if seconds is None]
    return begun / registry().slots.count + estimate([*fresh, *left]).seconds


def _shape(config: RunConfig) -> Hashable:
    """What decides how long a batch takes."""
    c, phases = config, tuple((each.task, each.replication_steps) for each in config.phases)
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


@lru_cache(maxsize=1000)
def _try(settings: str) -> float:
    """Seconds a batch of a config in JSON; `inf` where to try it would take long itself."""
    config = parse_config(settings)
    steps = max(phase.replication_steps for phase in config.phases)
    weights = config.organism.particles * config.particle_size
    if weights * max(1, steps) > DEAREST:
        return inf
    trainer = Trainer(config)
    if not trainer.is_warm:  # to compile takes seconds
        return inf
    try:
        trainer.advance()
        before = trainer.seconds
        for _ in range(TRIED):
            trainer.advance()
    except Divergence:
        return inf
    return (trainer.seconds - before) / TRIED
