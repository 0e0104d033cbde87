"""Compiled losses of an organism's outputs, [outputs, samples], with their slopes and the metric.

Regression has the mean squared error, classification the cross-entropy (tasks/protocol.py).
"""

import math
from collections.abc import Callable

import numpy as np

from orgnet_core.compilation import Array, compiled
from orgnet_core.elementwise import exp_of_negative, log
from orgnet_core.tasks import Task

Loss = Callable[[Array, np.ndarray, Array], tuple[float, float]]


def loss_of(task: Task) -> Loss:
    """The loss of that task, called with outputs, targets and the array that becomes the slope."""
    return cross_entropy if task.classes else squared_error


@compiled
def squared_error(output: Array, y: Array, slope: Array) -> tuple[float, float]:
    """(mean squared error, mean absolute error) for y [B, O]; slope becomes ∂loss/∂output."""
    outputs, samples = output.shape
    squares, distances = 0.0, 0.0
    factor = output.dtype.type(2 / output.size)
    for o in range(outputs):
        for b in range(samples):
            miss = output[o, b] - y[b, o]
            squares, distances = squares + miss * miss, distances + abs(miss)
            slope[o, b] = factor * miss
    return squares / output.size, distances / output.size


@compiled
def cross_entropy(output: Array, y: np.ndarray, slope: Array) -> tuple[float, float]:
    """(mean loss, accuracy) for classes y [B]; slope becomes ∂loss/∂output.

    The accuracy is NaN where an output is no finite number.
    """
    classes, samples = output.shape
    most, total = output[0].copy(), np.zeros(samples, output.dtype)
    for c in range(1, classes):
        _raise_to(output[c], most)
    for c in range(classes):
        _add_exponentials(output[c], most, slope[c], total)
    loss = 0.0
    for b in range(samples):
        loss += log(total[b]) + (most[b] - output[y[b], b])
        total[b] = 1 / (total[b] * samples)
    for c in range(classes):
        for b in range(samples):
            slope[c, b] *= total[b]
    for b in range(samples):
        slope[y[b], b] -= output.dtype.type(1 / samples)
    return loss / samples, accuracy(output, y, most)


@compiled
def accuracy(output: Array, y: np.ndarray, most: Array) -> float:
    """Share of the samples whose class is the first with the largest output, `most` [B]."""
    right = 0
    for b in range(output.shape[1]):
        named = 0
        while output[named, b] != most[b]:
            named += 1
            if named == len(output):  # NaN is not even itself
                return math.nan
        right += named == y[b]
    return right / output.shape[1] if np.isfinite(output).all() else math.nan


@compiled
def _raise_to(output: Array, most: Array) -> None:
    for b in range(most.size):
        most[b] = output[b] if output[b] > most[b] else most[b]


@compiled
def _add_exponentials(output: Array, most: Array, slope: Array, total: Array) -> None:
    for b in range(most.size):
        e = exp_of_negative(output[b] - most[b])
        slope[b] = e
        total[b] += e
