"""Particles of width h = 1 by hand: five weights into the one neuron, then two factors. Their
response is W3·W2·W1."""

import torch

IDENTITY = [1.0, 0, 0, 0, 0.7, 1, 1]  # response (1, 0, 0, 0, 0.7)
# Writes (-1/3, -4/3, 0, 0, -0.7, -3, -1), and that net, reading itself, writes the first again.
CYCLE = [1 / 3, 4 / 3, 0, 0, 0.7, 1, -3]
ZERO = [0.0] * 7
SHRINKING = [0.5, 0, 0, 0, 0.7, 1, 1]
GROWING = [2.0, 0, 0, 0, 0.7, 1, 1]


def column(*rows: list[float], dtype=torch.float64) -> torch.Tensor:
    """Some of them as a population, [7, K]."""
    return torch.tensor(rows, dtype=dtype).T.contiguous()
