"""torchvision's data sets, beside any torch build."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import torch

from orgnet_core.errors import NoDataError

_NMS = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"


def torchvision_sets() -> Any:
    """torchvision.datasets, even where its compiled operators do not fit the torch beside it.
    Raises NoDataError where there is no torchvision.

    PyPI's torchvision is compiled against CUDA. Beside a CPU-only torch its operators cannot load,
    and then its import trips over two of them. Their bare schemas satisfy it; data sets call
    neither. Trying first keeps real operators, which may not be declared twice.
    """
    if find_spec("torchvision") is None:
        raise NoDataError("These pictures need torchvision, which is not installed here.")
    try:
        return import_module("torchvision.datasets")
    except RuntimeError:
        for name in ("nms", "qnms"):
            if not hasattr(torch.ops.torchvision, name):
                torch.library.define(f"torchvision::{name}", _NMS)
        return import_module("torchvision.datasets")
