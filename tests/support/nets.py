"""Dense nets as PyTorch makes them, and files of them."""

import json
from collections.abc import Sequence
from itertools import pairwise

import torch
from safetensors.torch import save
from torch import nn

LAYERS = {"gelu": nn.GELU, "relu": nn.ReLU, "tanh": nn.Tanh, "linear": nn.Identity}


def net(widths: Sequence[int], activation: str = "relu", seed: int = 0) -> nn.Sequential:
    """Without biases."""
    torch.manual_seed(seed)
    modules: list[nn.Module] = []
    for inputs, outputs in pairwise(widths):
        modules += [nn.Linear(inputs, outputs, bias=False), LAYERS[activation]()]
    return nn.Sequential(*modules[:-1]).requires_grad_(False)


def file_of(net: nn.Module, **said: str) -> bytes:
    """Its state dict, with what the metadata say of the net."""
    return save(dict(net.state_dict()), {"net": json.dumps(said)} if said else None)


def announced(header: object, numbers: bytes = b"") -> bytes:
    """A file with any header."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + numbers
