"""Replays read slowly, and small runs to make them of."""

import json

import numpy as np
import torch

from orgnet_core.config import RunConfig
from orgnet_core.pruning import Specimen, metrics
from orgnet_core.runs.live.recorder import Recorder
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import Batch
from orgnet_core.training import Trainer

RUN = "abcd1234"
SAMPLES = 1_000  # of the test set, that a cut by hand is scored on


def grown_into(store: Store, config: RunConfig, run: str = RUN) -> Run:
    """A run of these settings, recorded to its end."""
    trainer = Trainer(config)
    first, checkpoint = trainer.snapshot(), trainer.checkpoint()
    store.add_run(run, Origin(None, config), State.RUNNING, first, checkpoint)
    recording = Recorder(store, run, trainer)
    while not trainer.done:
        trainer.advance()
        if trainer.due:
            recording.record()
    record = store.run(run)
    assert record is not None
    return Run.recorded(store, record)


def scored(run: Run, snapshot: Snapshot, cut: np.ndarray) -> tuple[float, float]:
    """Accuracy and loss on the first test samples, the one by our kernels, the other by torch's."""
    specimen = Specimen.of(run.config, snapshot)
    x, y = specimen.task.test(run.config.torch_dtype)
    x, y = x[:SAMPLES], y[:SAMPLES]
    weight = torch.tensor(np.where(cut, 0, snapshot.weight))
    loss = specimen.task.loss(run.config.organism.forward(x, weight), y).item()
    return metrics([(specimen, cut)], Batch(x, y))[0], loss


def unpacked(packed: bytes, dtype: str, steps: int, columns: int) -> np.ndarray:
    """Number by number, byte by byte."""
    width = np.dtype(dtype).itemsize
    assert len(packed) == width * steps * columns
    found = bytearray(len(packed))
    for step in range(steps):
        for column in range(columns):
            for byte in range(width):
                at = (byte * columns + column) * steps + step
                before = found[((step - 1) * columns + column) * width + byte] if step else 0
                found[(step * columns + column) * width + byte] = packed[at] ^ before
    return np.frombuffer(bytes(found), dtype).reshape(steps, columns)


def read(data: bytes) -> tuple[dict, dict[str, np.ndarray]]:
    """Header of a recording, and its blocks by name, bfloat16 as float32."""
    length = int.from_bytes(data[:4], "little")
    header, at, blocks = json.loads(data[4 : 4 + length]), 4 + length, {}
    for block in header["blocks"]:
        is_half = block["type"] == "bfloat16"
        dtype = "uint16" if is_half else block["type"]
        size = np.dtype(dtype).itemsize * block["rows"] * block["columns"]
        numbers = unpacked(data[at : at + size], dtype, block["rows"], block["columns"])
        if is_half:
            numbers = (numbers.astype("<u4") << 16).view("<f4")
        blocks[block["name"]], at = numbers, at + size
    assert at == len(data)
    return header, blocks
