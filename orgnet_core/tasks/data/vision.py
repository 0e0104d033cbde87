"""torchvision, importable beside any torch build."""

from importlib import import_module
from types import ModuleType

import torch

_NMS = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"


def import_torchvision() -> ModuleType:
    """torchvision, even where its compiled operators do not fit the torch beside it.

    PyPI's torchvision is compiled against CUDA. Beside a CPU-only torch its operators cannot load,
    and then its import trips over two of them. Their bare schemas satisfy it; data sets and
    transforms call neither. Trying first keeps real operators, which may not be declared twice.
    """
    try:
        return import_module("torchvision")
    except RuntimeError:
        for name in ("nms", "qnms"):
            if not hasattr(torch.ops.torchvision, name):
                torch.library.define(f"torchvision::{name}", _NMS)
        return import_module("torchvision")
