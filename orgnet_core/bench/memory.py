"""How much memory training takes: measured in a process that does nothing else."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import torch

from orgnet_core.config import RunConfig
from orgnet_core.training import Trainer

PROCESS = Path("/proc/self/status")


def memory_of_training(config: RunConfig, batches: int) -> dict[str, Any] | None:
    """`training_memory` of a process of its own; None without /proc, unless it is a GPU's."""
    if config.torch_device.type == "cpu" and not PROCESS.exists():
        return None
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(training_memory, config, batches).result()


def training_memory(config: RunConfig, batches: int) -> dict[str, Any]:
    """How this process grows while it trains: resident memory, or on a GPU what torch takes."""
    on_gpu = config.torch_device.type == "cuda"
    _train(config.changed({"hidden": (1,)}), 1)  # loads libraries and data, and what is compiled
    before = torch.cuda.memory_allocated() if on_gpu else _process_bytes("VmRSS")
    trainer = _train(config, batches)
    peak = torch.cuda.max_memory_allocated() if on_gpu else _process_bytes("VmHWM")
    weights = trainer.particles.weights.numel()
    return {
        "measured": f"peak {'GPU memory' if on_gpu else 'RSS'} of a process that makes a trainer, "
        "trains and takes the last snapshot, minus what it had before that, with libraries and "
        "data set loaded",
        "particles": trainer.particles.count,
        "particle_weights": weights,
        "bytes": peak - before,
        "ratios": {"bytes/particle weight": (peak - before) / weights},
    }


def _train(config: RunConfig, batches: int) -> Trainer:
    trainer = Trainer(config)
    for _ in range(batches):
        trainer.advance()
    trainer.step = config.steps  # the last snapshot carries all particle weights
    trainer.snapshot()
    return trainer


def _process_bytes(field: str) -> int:
    """VmRSS (now) or VmHWM (at most so far) of this process."""
    fields = dict(line.split(":", 1) for line in PROCESS.read_text().splitlines())
    return 1024 * int(fields[field].split()[0])
