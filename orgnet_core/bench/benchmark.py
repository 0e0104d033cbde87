"""How fast the engine is: ratios of medians, measured in one run on one CPU thread."""

import os
import platform
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import mean
from typing import Any

import torch
from torch import Tensor
from tqdm import tqdm

from orgnet_core import fused, kernels
from orgnet_core.bench.memory import memory_of_training
from orgnet_core.bench.reference import BatchedReplicators, reference_training
from orgnet_core.bench.timing import Call, against, race
from orgnet_core.bench.watching import Viewer, race_with_viewer
from orgnet_core.config import RunConfig
from orgnet_core.kernels import Kernels
from orgnet_core.particles import Particles
from orgnet_core.presets import PRESETS
from orgnet_core.pruning.dense import dense_training
from orgnet_core.runs.live.run import Run
from orgnet_core.threads import one_thread
from orgnet_core.training import Trainer

STEPS, LR, MOMENTUM = 5, 0.004, 0.9  # of self-training alone, as in the presets
MNIST15 = PRESETS["mnist15"].config.changed({"device": "cpu"})
LARGE = RunConfig(task="mnist28", hidden=(1000, 200), particle_hidden=2, device="cpu")


def frame_bytes(run: Run, first: int) -> bytes:
    """All arrays of a run's snapshots from number `first` on, about what a page fetches."""
    arrays = [array for snapshot in run.snapshots[first:] for array in snapshot.arrays().values()]
    return b"".join(array.tobytes() for array in arrays)


@dataclass(frozen=True)
class Plan:
    """What is measured; the defaults are the benchmark."""

    config: RunConfig = MNIST15
    large: RunConfig = LARGE
    hidden: tuple[int, ...] = (2, 4)  # sizes of particle
    counts: tuple[int, ...] = (10_000, 100_000, 1_000_000)  # particles
    large_batches: int = 5
    watched_epochs: int = 5
    viewer: Viewer = frame_bytes
    repeats: int = 7
    least: float = 0.05  # seconds that a turn lasts: short calls are made again until then


@one_thread()
def measure(plan: Plan) -> dict[str, Any]:
    """Every part, as plain values for JSON. `seconds` are medians of one call."""
    parts = (machine, sr_steps, batch, epoch, scaling, memory, viewer)
    return {part.__name__: part(plan) for part in tqdm(parts, unit="part")}


def machine(_plan: Plan) -> dict[str, Any]:
    cpu, info = platform.machine(), Path("/proc/cpuinfo")
    for line in info.read_text().splitlines() if info.exists() else ():
        if line.startswith("model name"):
            cpu = line.partition(":")[2].strip()
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        **{name: version(name) for name in ("torch", "numba")},
    }


def sr_steps(plan: Plan) -> dict[str, Any]:
    """STEPS SR steps of as many particles as the organism has, for each size of particle."""
    count, dtype = plan.config.organism.particles, plan.config.torch_dtype
    found: dict[str, dict[str, Any]] = {}
    for hidden in plan.hidden:
        calls = {name: call for name, (_, call) in replicators(hidden, count, dtype).items()}
        found[f"h={hidden}"] = against("fused", race(calls, plan.repeats, plan.least))
        found[f"h={hidden}"] |= {"particles": count, "steps": STEPS}
    return found


def replicators(hidden: int, count: int, dtype: torch.dtype) -> dict[str, tuple[Tensor, Call]]:
    """{name: (weights [n, P], STEPS SR steps)}, all from the same initial particles."""
    initial = Particles.initial(hidden, count, torch.Generator().manual_seed(1), dtype)

    def by(kernel: Kernels) -> tuple[Tensor, Call]:
        own = Particles(initial.weights.clone(), hidden)
        velocity = torch.zeros_like(own.weights)
        return own.weights, lambda: kernel.replication_steps(own, velocity, STEPS, LR, MOMENTUM)

    batched = BatchedReplicators(initial.weights, hidden, MOMENTUM)
    return {
        "fused": by(fused),
        "torch": by(kernels),
        "autograd": (batched.weights, lambda: batched.replication_steps(STEPS, LR)),
    }


def batch(plan: Plan) -> dict[str, Any]:
    """A batch, SR steps and task step: the trainer against one nn.Module a particle."""
    _, one_by_one = reference_training(Trainer(plan.config))
    calls: dict[str, Call] = {"trainer": Trainer(plan.config).advance, "reference": one_by_one}
    return against("trainer", race(calls, plan.repeats, plan.least))


def epoch(plan: Plan) -> dict[str, Any]:
    """An epoch, evaluation and snapshot included, against training the dense twin without."""
    calls: dict[str, Call] = {"dense": dense_training(Trainer(plan.config))[1]}
    for hidden in plan.hidden:
        trainer = Trainer(plan.config.changed({"particle_hidden": hidden}))
        calls[f"organism h={hidden}"] = partial(_grow_an_epoch, trainer)
    return against("dense", race(calls, plan.repeats))


def _grow_an_epoch(trainer: Trainer) -> None:
    """As all but the first epochs, of which more is recorded: with one snapshot, at the end."""
    for _ in range(trainer.config.batches):
        trainer.advance()
    trainer.snapshot()


def scaling(plan: Plan) -> list[dict[str, Any]]:
    """Fused SR steps of ever more particles: how each rate compares with the mean of all."""
    hidden, dtype = plan.hidden[0], plan.config.torch_dtype
    calls = {count: replicators(hidden, count, dtype)["fused"][1] for count in plan.counts}
    medians = race(calls, plan.repeats, plan.least)
    rates = {count: 1e9 * medians[count]["seconds"] / (STEPS * count) for count in calls}
    return [
        {
            "particles": count,
            "ns_per_particle_step": rate,
            "fused": medians[count],
            "ratios": {"rate/mean rate": rate / mean(rates.values())},
        }
        for count, rate in rates.items()
    ]


def memory(plan: Plan) -> dict[str, Any] | None:
    """How a process grows that trains the large organism; None where that cannot be told."""
    return memory_of_training(plan.large, plan.large_batches)


def viewer(plan: Plan) -> dict[str, Any]:
    """A recorded run, creation to end, alone and with a viewer fetching its frames."""
    config = plan.config.changed({"epochs": plan.watched_epochs})
    medians = race_with_viewer(config, plan.viewer, plan.repeats)
    fetch = f"{plan.viewer.__module__}.{plan.viewer.__name__}"
    measured = f"a recorded run of {config.epochs} epochs; the viewer, a thread, calls {fetch} "
    return against("alone", medians) | {"measured": measured + "3 times a second"}
