"""A dense net in a safetensors file, whoever wrote it: an MLP without biases, as PyTorch keeps one.

Each linear layer is a matrix [outputs, inputs] in float32 or float64, the layers in the natural
order of their names: "0.weight", "2.weight", "10.weight". Biases may be there if they are all zero.
The header's metadata may have a "net", JSON that names its "activation" and "task", as in files
that a cut is taken away in (pruning/export.py).
Everything that the header announces is checked before any number is read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Annotated, Any

import torch
from pydantic import Field, TypeAdapter, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from orgnet_core.config import MAX_PARTICLES
from orgnet_core.errors import InputError
from orgnet_core.lifting import LARGEST
from orgnet_core.validation import shown

HEADER = 100_000  # bytes that the header may take
MOST_BYTES = 8 * MAX_PARTICLES + 2 * HEADER  # of a file
DTYPES = {"F32": "float32", "F64": "float64"}
_DIMENSIONS = {0: "is a single number", 3: "is a convolution", 4: "is a convolution"}
_ONLY = "only the matrices of linear layers can be lifted"


@dataclass(frozen=True)
class Announced:
    """What a header says of a tensor."""

    dtype: str
    shape: tuple[Annotated[int, Field(ge=0, le=2**53)], ...]


@dataclass(frozen=True)
class Said:
    """What the metadata say of the net."""

    activation: str | None = None
    task: str | None = None


_SAID = TypeAdapter(Said)
_OBJECT, _METADATA = TypeAdapter(dict[str, Any]), TypeAdapter(dict[str, str])
_TENSORS = TypeAdapter(dict[str, Announced])


@dataclass(frozen=True)
class DenseNet:
    """Matrices [outputs, inputs] of its layers, in float64 if any of the file's is, or float32."""

    matrices: list[Tensor]
    activation: str | None  # between layers, if the file says
    task: str | None  # likewise
    zero_biases: tuple[str, ...]  # names of those that were left out

    @property
    def widths(self) -> tuple[int, ...]:
        return (self.matrices[0].shape[1], *(len(matrix) for matrix in self.matrices))

    @property
    def dtype(self) -> str:
        return f"{self.matrices[0].dtype}".removeprefix("torch.")


def read_net(content: bytes) -> DenseNet:
    """Raises InputError, one sentence on what cannot be lifted."""
    said, announced = _header(content)
    names = _checked_layers(announced)
    try:
        tensors = load(content)
    except SafetensorError as error:
        raise InputError(f"The file is no sound safetensors file: {shown(str(error))}.") from error
    for name, tensor in tensors.items():
        _check_numbers(name, tensor)
    biases = tuple(name for name in sorted(tensors) if name not in names)
    matrices = [tensors[name] for name in names]
    wide = any(matrix.dtype == torch.float64 for matrix in matrices)
    dtype = torch.float64 if wide else torch.float32
    matrices = [matrix.to(dtype) for matrix in matrices]
    return DenseNet(matrices, said.activation, said.task, biases)


def _header(content: bytes) -> tuple[Said, dict[str, Announced]]:
    """What it says of the net, and of each tensor by name."""
    size = int.from_bytes(content[:8], "little")
    if len(content) > MOST_BYTES:
        raise InputError(f"The file is larger than the {MOST_BYTES / 1e6:.1f} MB allowed.")
    if len(content) < 8 + size or size > HEADER:
        raise InputError("The file is no safetensors file, or its header is longer than 100 kB.")
    try:
        header = _OBJECT.validate_json(content[8 : 8 + size])
        metadata = _METADATA.validate_python(header.pop("__metadata__", {}))
        return _SAID.validate_json(metadata.get("net", "{}")), _TENSORS.validate_python(header)
    except ValidationError:
        raise InputError("The file is no sound safetensors file: its header is none.") from None


def _checked_layers(announced: Mapping[str, Announced]) -> list[str]:
    """Names of the matrices, in order, of what the header announces."""
    shapes = {name: _shape(name, about) for name, about in announced.items()}
    names = sorted((name for name in shapes if len(shapes[name]) == 2), key=_natural)
    if not names:
        raise InputError(f"The file has no matrix, and {_ONLY}.")
    if (weights := sum(prod(shapes[name]) for name in names)) > MAX_PARTICLES:
        raise InputError(
            f"The net has {weights:,} weights; at most {MAX_PARTICLES:,} can be lifted."
        )
    for before, after in pairwise(names):
        if shapes[before][0] != shapes[after][1]:
            raise InputError(
                f"The layers do not chain: {shown(before)} has {shapes[before][0]:,} outputs, "
                f"{shown(after)} after it {shapes[after][1]:,} inputs; a matrix is [outputs, "
                "inputs], and layers come in the order of their names."
            )
    return names


def _shape(name: str, about: Announced) -> tuple[int, ...]:
    """Of a tensor that may be there."""
    shape, dtype = about.shape, about.dtype
    if dtype not in DTYPES:
        allowed = " or ".join(DTYPES.values())
        raise InputError(f"{shown(name)} is of type {shown(dtype)}; only {allowed} can be lifted.")
    if len(shape) == 2 or (len(shape) == 1 and name.rpartition(".")[2] == "bias"):
        if prod(shape) == 0:
            raise InputError(f"{shown(name)} is empty, and a layer has at least one weight.")
        return shape
    what = _DIMENSIONS.get(len(shape), f"has {len(shape)} dimension{'s' * (len(shape) != 1)}")
    raise InputError(f"{shown(name)} {what}; {_ONLY}.")


def _check_numbers(name: str, tensor: Tensor) -> None:
    if not tensor.isfinite().all():
        raise InputError(f"{shown(name)} has numbers that are not finite.")
    if tensor.ndim == 1 and tensor.any():
        raise InputError(
            f"{shown(name)} is a bias, and an organism's cells have none: only biases that are all "
            "zero can be left out."
        )
    if (largest := tensor.abs().max().item()) > LARGEST:
        raise InputError(
            f"{shown(name)} has a weight of size {largest:.3g}; up to {LARGEST:,.0f} can be lifted."
        )


def _natural(name: str) -> list[Any]:
    """A key by which 2 comes before 10."""
    parts = re.split("([0-9]+)", name)
    parts[1::2] = [(len(digits := part.lstrip("0")), digits) for part in parts[1::2]]
    return parts
