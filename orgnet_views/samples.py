"""Test samples of a run's task, some at a time: what an organism is tried on in a page."""

import json
from typing import Any, NamedTuple

import numpy as np
import torch

from orgnet_core.tasks import TASKS
from orgnet_views.frames import framed

MOST = 1_000  # samples in one answer
MOST_BYTES = 1_000_000  # that their inputs take; of larger pictures fewer are told at a time


class Samples(NamedTuple):
    """Of pictures the inputs are bytes, `scale` times what an organism reads."""

    inputs: np.ndarray  # [N, inputs]
    targets: np.ndarray  # class numbers [N, 1], or outputs [N, outputs]
    scale: int


def samples_of(task_name: str, dtype: torch.dtype, first: int, most: int = MOST) -> Samples:
    """Those of the test set from number `first` on, `most` of them if there are so many."""
    task = TASKS[task_name]
    x, y = (each[first : first + most].numpy() for each in task.test(dtype))
    if task.classes:
        y = y[:, None].astype(np.uint8 if len(task.classes) <= 256 else np.float32)
    if task.picture:
        return Samples((x * 255).round().astype(np.uint8), y, 255)
    return Samples(x, y, 1)


def encode_samples(task_name: str, dtype: torch.dtype, first: int) -> bytes:
    """Header {first, samples, total, scale, type, targets}, as `framed` writes it, then the inputs,
    sample by sample: uint8, or float32 where the type says so."""
    task = TASKS[task_name]
    most = max(1, min(MOST, MOST_BYTES // task.inputs))
    inputs, targets, scale = samples_of(task_name, dtype, first, most)
    if not task.picture:
        inputs = inputs.astype("<f4")
    header: dict[str, Any] = {
        "first": first,
        "samples": len(inputs),
        "total": task.test_size,
        "scale": scale,
        "type": inputs.dtype.name,
        "targets": targets.ravel().tolist(),
    }
    return framed(json.dumps(header), [inputs.tobytes()])
