"""How fast the engine is: ratios of medians, measured in one run on one machine."""

import os
import platform
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import mean
from typing import Any

import torch
from tqdm import tqdm

from orgnet_core.bench.breakdown import race_parts
from orgnet_core.bench.memory import memory_of_training
from orgnet_core.bench.reference import reference_training
from orgnet_core.bench.replicators import STEPS, race_replicators, replicating
from orgnet_core.bench.timing import Call, Contestant, against, race
from orgnet_core.bench.twins import TWINS, twin_batch
from orgnet_core.bench.watching import Viewer, recording
from orgnet_core.bench.whole_runs import BEGINNINGS, Beginnings, race_whole_runs
from orgnet_core.blocks import LANES
from orgnet_core.config import RunConfig
from orgnet_core.presets import PRESETS
from orgnet_core.runs.live.view import RunView
from orgnet_core.training import Trainer

MNIST15, QUICK = (PRESETS[name].config for name in ("mnist15", "mnist15-quick"))
LARGE = RunConfig(task="mnist28", hidden=(1000, 200), particle_hidden=2)


def frame_bytes(view: RunView, first: int) -> bytes:
    """All arrays of a run's snapshots from number `first` on, about what a page fetches."""
    arrays = [array for snapshot in view.snapshots[first:] for array in snapshot.arrays().values()]
    return b"".join(array.tobytes() for array in arrays)


@dataclass(frozen=True)
class Plan:
    """What is measured; the defaults are the benchmark."""

    device: str = "cpu"
    config: RunConfig = MNIST15
    quick: RunConfig = QUICK
    large: RunConfig = LARGE
    hidden: tuple[int, ...] = (2, 4)  # sizes of particle
    # Particles: blocks that are full, or what their empty lanes cost would pass for a slower rate.
    counts: tuple[int, ...] = (100 * LANES, 1_000 * LANES, 10_000 * LANES)
    beginnings: Beginnings | None = BEGINNINGS  # None: every run whole
    large_batches: int = 5  # trained before memory is read
    large_cores: int = 2
    watched_epochs: int = 5
    viewer: Viewer = frame_bytes
    repeats: int = 7
    run_repeats: int = 5  # of whole runs
    least: float = 0.2  # seconds that a turn lasts: short calls are made again until then

    def on(self, config: RunConfig) -> RunConfig:
        """`config` on the device that is measured."""
        return config.changed({"device": self.device})

    def check_device(self) -> None:
        """Raises SettingsError where there is no such device."""
        self.on(self.config).check_device()


def measure(plan: Plan) -> dict[str, Any]:
    """Every part, as plain values for JSON. `seconds` are medians of one call."""
    plan.check_device()
    parts = (machine, sr_steps, batch, batch_parts, runs, large, scaling, memory, viewer)
    return {part.__name__: part(plan) for part in tqdm(parts, unit="part")}


def machine(plan: Plan) -> dict[str, Any]:
    cpu, info = platform.machine(), Path("/proc/cpuinfo")
    for line in info.read_text().splitlines() if info.exists() else ():
        if line.startswith("model name"):
            cpu = line.partition(":")[2].strip()
    on_gpu = plan.on(plan.config).torch_device.type == "cuda"
    gpu = {"gpu": torch.cuda.get_device_name()} if on_gpu else {}
    versions = {name: version(name) for name in ("torch", "numba")}
    return {"cpu": cpu, "cores": os.cpu_count(), **gpu, **versions}


def sr_steps(plan: Plan) -> dict[str, Any]:
    """STEPS SR steps of as many particles as the organism has, for each size of particle."""
    config = plan.on(plan.config)
    count, dtype, device = config.organism.particles, config.torch_dtype, config.torch_device
    found: dict[str, dict[str, Any]] = {}
    for hidden in plan.hidden:
        medians = race_replicators(hidden, count, dtype, device, plan.repeats, plan.least)
        found[f"h={hidden}"] = against(medians, next(iter(medians)))
        found[f"h={hidden}"] |= {"particles": count, "steps": STEPS}
    return found


def batch(plan: Plan) -> dict[str, Any]:
    """A batch, SR steps and task step: the trainer against one nn.Module a particle, which only
    the CPU takes."""
    contestants = {
        "trainer": Contestant(partial(trainer_batch, plan.on(plan.config))),
        "reference": Contestant(partial(reference_batch, plan.config.changed({"device": "cpu"}))),
    }
    return against(race(contestants, plan.repeats, plan.least), "trainer")


def trainer_batch(config: RunConfig) -> Call:
    return Trainer(config).advance


def reference_batch(config: RunConfig) -> Call:
    return reference_training(Trainer(config))[1]


def batch_parts(plan: Plan) -> dict[str, Any]:
    """What the parts of a batch and a snapshot take to a batch, for each size of particle."""
    return {
        f"h={hidden}": race_parts(
            plan.on(plan.config).changed({"particle_hidden": hidden}), plan.repeats, plan.least
        )
        for hidden in plan.hidden
    }


def runs(plan: Plan) -> dict[str, Any]:
    """Whole recorded runs against their dense twins."""
    config = plan.on(plan.config)
    sizes = {f"h={hidden}": config.changed({"particle_hidden": hidden}) for hidden in plan.hidden}
    contests = {"mnist15": sizes, "mnist15-quick": {"organism": plan.on(plan.quick)}}
    return {
        name: race_whole_runs(configs, plan.beginnings, plan.run_repeats, plan.least)
        for name, configs in contests.items()
    }


def large(plan: Plan) -> dict[str, Any]:
    """A batch of the large organism against its dense twins, all on equally many cores."""
    config = plan.on(plan.large)
    makes = {"organism": partial(trainer_batch, config)}
    makes |= {twin: partial(twin_batch, twin, config) for twin in TWINS}
    contestants = {name: Contestant(make, plan.large_cores) for name, make in makes.items()}
    found = against(race(contestants, plan.repeats, plan.least), *TWINS)
    return found | {"particles": config.organism.particles, "cores": plan.large_cores}


def scaling(plan: Plan) -> list[dict[str, Any]]:
    """The engine's SR steps of ever more particles: each rate, and to the mean of all."""
    config, hidden = plan.on(plan.config), plan.hidden[0]
    dtype, device = config.torch_dtype, config.torch_device
    contestants = {
        count: Contestant(partial(replicating, "auto", hidden, count, dtype, device))
        for count in plan.counts
    }
    medians = race(contestants, plan.repeats, plan.least)
    rates = {count: 1e9 * medians[count]["seconds"] / (STEPS * count) for count in plan.counts}
    return [
        {
            "particles": count,
            "ns_per_particle_step": rate,
            "engine": medians[count],
            "ratios": {"rate/mean rate": rate / mean(rates.values())},
        }
        for count, rate in rates.items()
    ]


def memory(plan: Plan) -> dict[str, Any] | None:
    """How a process grows that trains the large organism; None where that cannot be told."""
    return memory_of_training(plan.on(plan.large), plan.large_batches)


def viewer(plan: Plan) -> dict[str, Any]:
    """A recorded run, creation to end, alone and with a viewer fetching its frames."""
    config = plan.on(plan.config).changed({"epochs": plan.watched_epochs})
    contestants = {
        "alone": Contestant(partial(recording, config), None),
        "watched": Contestant(partial(recording, config, plan.viewer), None),
    }
    fetch = f"{plan.viewer.__module__}.{plan.viewer.__name__}"
    measured = f"a recorded run of {config.epochs} epochs; the viewer, a thread, calls {fetch} "
    return {
        **against(race(contestants, plan.repeats), "alone"),
        "measured": measured + "3 times a second",
    }
