"""How much memory training takes: measured in a process that does nothing else."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import torch

from orgnet_core.bench.timing import turn
from orgnet_core.config import RunConfig
from orgnet_core.tasks import TASKS
from orgnet_core.training import Trainer

PROCESS = Path("/proc/self/status")


def memory_of_training(config: RunConfig, batches: int) -> dict[str, Any] | None:
    """`training_memory` of a process of its own; None without /proc."""
    if not PROCESS.exists():
        return None
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(training_memory, config, batches).result()


def training_memory(config: RunConfig, batches: int) -> dict[str, Any]:
    """How this process grows while it trains, and its pace."""
    torch.set_num_threads(1)
    TASKS[config.task].test(config.torch_dtype)
    Trainer(config.changed({"hidden": [1]})).warm_up()
    before = _process_bytes("VmRSS")
    trainer = Trainer(config)
    seconds = [turn(trainer.advance) for _ in range(batches)]
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
