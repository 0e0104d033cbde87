"""Loads a pruned organism as a plain dense net. Needs torch and safetensors, nothing else.

A file of its own, so that it can be taken along: every export carries a copy of it.
"""

import json
from itertools import pairwise
from pathlib import Path

import torch
from safetensors.torch import load
from torch import nn

ACTIVATIONS = {"gelu": nn.GELU, "relu": nn.ReLU, "tanh": nn.Tanh, "linear": nn.Identity}


def load_organism(folder: str | Path) -> nn.Sequential:
    """The net in `folder`: inputs [B, widths[0]] to outputs [B, widths[-1]].

    Linear layers without biases, the activation after each but the last.
    """
    about = json.loads(Path(folder, "organism.json").read_text(encoding="utf-8"))
    net = nn.Sequential()
    for inputs, outputs in pairwise(about["widths"]):
        if len(net):
            net.append(ACTIVATIONS[about["activation"]]())
        net.append(nn.Linear(inputs, outputs, bias=False, dtype=getattr(torch, about["dtype"])))
    net.load_state_dict(load(Path(folder, "organism.safetensors").read_bytes()))
    return net.requires_grad_(False)
