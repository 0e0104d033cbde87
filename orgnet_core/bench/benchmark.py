"""How fast the engine is: ratios of medians, measured in one run on one CPU thread.

Contestants take turns within every repeat, after one turn each that does not count, so that
whatever slows the machine for a while slows them all.
"""

import os
import platform
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from math import inf
from multiprocessing import get_context
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from time import perf_counter

import torch
from torch import Tensor
from tqdm import tqdm

from orgnet_core import fused, kernels
from orgnet_core.bench.reference import BatchedReplicators, reference_training
from orgnet_core.config import RunConfig
from orgnet_core.particles import Particles
from orgnet_core.presets import PRESETS
from orgnet_core.pruning.dense import dense_training
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.tasks import TASKS
from orgnet_core.training import Trainer

STEPS, LR, MOMENTUM = 5, 0.004, 0.9  # of self-training alone, as in the presets
MNIST15 = PRESETS["mnist15"].config.changed({"device": "cpu"})
LARGE = RunConfig(task="mnist28", hidden=(1000, 200), particle_hidden=2, device="cpu")
PROCESS = Path("/proc/self/status")
Call = Callable[[], object]


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
    viewer: Callable[[Run, int], bytes] = frame_bytes  # fetches what is new from a frame on
    repeats: int = 7
    least: float = 0.05  # seconds that a turn lasts: short calls are made again until then


def measure(plan: Plan) -> dict:
    """Every part, as plain values for JSON. `seconds` are medians of one call."""
    torch.set_num_threads(1)
    parts = (machine, sr_steps, batch, epoch, scaling, memory, viewer)
    return {part.__name__: part(plan) for part in tqdm(parts, unit="part")}


def race(contestants: dict[str, Call], repeats: int, least: float = 0.0) -> dict[str, dict]:
    """{name: {"seconds": median of one call, "repeats": how many turns}}."""
    for call in contestants.values():
        call()
    turns = {name: [] for name in contestants}
    for _ in range(repeats):
        for name, call in contestants.items():
            turns[name].append(_turn(call, least))
    return {name: {"seconds": median(t), "repeats": repeats} for name, t in turns.items()}


def _turn(call: Call, least: float) -> float:
    """Seconds of one call, the mean over as many as fill `least` seconds."""
    calls, started, spent = 0, perf_counter(), 0.0
    while not calls or spent < least:
        call()
        calls, spent = calls + 1, perf_counter() - started
    return spent / calls


def _against(base: str, medians: dict[str, dict]) -> dict:
    """The medians, and how many times as long as `base` each of the others takes."""
    whole = medians[base]["seconds"]
    others = {name: t["seconds"] / whole for name, t in medians.items() if name != base}
    return medians | {"ratios": {f"{name}/{base}": ratio for name, ratio in others.items()}}


def machine(_plan: Plan) -> dict:
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


def sr_steps(plan: Plan) -> dict:
    """STEPS SR steps of as many particles as the organism has, for each size of particle."""
    count, dtype, found = plan.config.organism.particles, plan.config.torch_dtype, {}
    for hidden in plan.hidden:
        calls = {name: call for name, (_, call) in replicators(hidden, count, dtype).items()}
        found[f"h={hidden}"] = _against("fused", race(calls, plan.repeats, plan.least))
        found[f"h={hidden}"] |= {"particles": count, "steps": STEPS}
    return found


def replicators(hidden: int, count: int, dtype: torch.dtype) -> dict[str, tuple[Tensor, Call]]:
    """{name: (weights [n, P], STEPS SR steps)}, all from the same initial particles."""
    initial = Particles.initial(hidden, count, torch.Generator().manual_seed(1), dtype)

    def by(kernel) -> tuple[Tensor, Call]:
        own = Particles(initial.weights.clone(), hidden)
        velocity = torch.zeros_like(own.weights)
        return own.weights, lambda: kernel.replication_steps(own, velocity, STEPS, LR, MOMENTUM)

    batched = BatchedReplicators(initial.weights, hidden, MOMENTUM)
    return {
        "fused": by(fused),
        "torch": by(kernels),
        "autograd": (batched.weights, lambda: batched.replication_steps(STEPS, LR)),
    }


def batch(plan: Plan) -> dict:
    """A batch, SR steps and task step: the trainer against one nn.Module a particle."""
    _, one_by_one = reference_training(Trainer(plan.config))
    calls = {"trainer": Trainer(plan.config).advance, "reference": one_by_one}
    return _against("trainer", race(calls, plan.repeats, plan.least))


def epoch(plan: Plan) -> dict:
    """An epoch, evaluation and snapshot included, against training the dense twin without."""
    calls = {"dense": dense_training(Trainer(plan.config))[1]}
    for hidden in plan.hidden:
        trainer = Trainer(plan.config.changed({"particle_hidden": hidden}))
        calls[f"organism h={hidden}"] = partial(_grow_an_epoch, trainer)
    return _against("dense", race(calls, plan.repeats))


def _grow_an_epoch(trainer: Trainer) -> None:
    """As all but the first epochs, of which more is recorded: with one snapshot, at the end."""
    for _ in range(trainer.config.batches):
        trainer.advance()
    trainer.snapshot()


def scaling(plan: Plan) -> list[dict]:
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


def memory(plan: Plan) -> dict | None:
    """`training_memory` of the large organism in a process of its own; None without /proc."""
    if not PROCESS.exists():
        return None
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(training_memory, plan.large, plan.large_batches).result()


def training_memory(config: RunConfig, batches: int) -> dict:
    """How this process grows while it trains, and its pace."""
    torch.set_num_threads(1)
    next(TASKS[config.task].epoch(torch.Generator(), 1, 0.0, config.torch_dtype))
    TASKS[config.task].test(config.torch_dtype)
    fused.warm_up(config.torch_dtype)
    before = _process_bytes("VmRSS")
    trainer = Trainer(config)
    seconds = [_turn(trainer.advance, 0.0) for _ in range(batches)]
    trainer.step = config.steps  # the last snapshot carries all particle weights
    trainer.snapshot()
    growth, weights = _process_bytes("VmHWM") - before, trainer.particles.weights.numel()
    return {
        "measured": "peak RSS of a process that makes a trainer, trains and takes the last "
        "snapshot, minus its RSS before that, with libraries and data set loaded",
        "particles": trainer.particles.count,
        "particle_weights": weights,
        "bytes": growth,
        "batch": {"seconds": median(seconds), "repeats": batches},
        "ratios": {"bytes/particle weight": growth / weights},
    }


def _process_bytes(field: str) -> int:
    """VmRSS (now) or VmHWM (at most so far) of this process."""
    fields = dict(line.split(":", 1) for line in PROCESS.read_text().splitlines())
    return 1024 * int(fields[field].split()[0])


def viewer(plan: Plan) -> dict:
    """A recorded run, creation to end, alone and with a viewer fetching its frames."""
    config = plan.config.changed({"epochs": plan.watched_epochs})
    with TemporaryDirectory() as home:
        registry = Registry(Store(Path(home)), unwatched_pause=inf)
        calls = {
            "alone": lambda: _finish(registry.create(config)),
            "watched": lambda: _finish_watched(registry, registry.create(config), plan.viewer),
        }
        medians = race(calls, plan.repeats)
        registry.shut_down()
    fetch = f"{plan.viewer.__module__}.{plan.viewer.__name__}"
    measured = f"a recorded run of {config.epochs} epochs; the viewer, a thread, calls {fetch} "
    return _against("alone", medians) | {"measured": measured + "3 times a second"}


def _finish(run: Run) -> None:
    run.play()
    run.join()
    if run.state is not State.FINISHED:
        raise RuntimeError(run.message)


def _finish_watched(registry: Registry, run: Run, fetch: Callable[[Run, int], bytes]) -> None:
    over = threading.Event()

    def watch() -> None:
        seen = 0
        while not over.is_set():
            recorded = len(registry.get(run.id).snapshots)
            fetch(run, seen)
            seen = recorded
            over.wait(1 / 3)

    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(watch)
        try:
            _finish(run)
        finally:
            over.set()
        watching.result()
