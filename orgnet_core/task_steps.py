"""What a task step moves, and how far: every particle's weights, or the organism's task weights
alone, which the particles follow (`constraint`)."""

from typing import NamedTuple

import torch
from torch import Tensor

from orgnet_core.kernels import Kernels
from orgnet_core.particles import WEIGHT, Particles
from orgnet_core.phases import Phase

SQUARE_DECAY, LEAST = 0.999, 1e-8  # Adam's second decay rate and epsilon, as in PyTorch


class Memory(NamedTuple):
    """What an optimiser remembers of the values that it moves; changed in place."""

    velocity: Tensor  # Adam's mean gradient
    square: Tensor | None  # Adam's mean squared gradient, …
    steps: Tensor | None  # … and how many there were, int64

    def restore(self, *state: Tensor | None) -> None:
        """As it was, from what was kept of each."""
        for mine, kept in zip(self, state, strict=True):
            if mine is not None and kept is not None:
                mine.copy_(kept)


class TaskStep:
    """Carries ∂L/∂w of the task weights into an organism, as phases of one sort say."""

    def __init__(self, phase: Phase, particles: Particles, kernels: Kernels):
        self._particles, self._kernels = particles, kernels
        self.sort = _sort(phase)
        moved = particles.weights[0] if phase.replication == "constraint" else particles.weights
        self.memory = Memory(torch.zeros_like(moved), None, None)
        if phase.optimiser == "adam":
            steps = torch.tensor(0)
            self.memory = Memory(self.memory.velocity, torch.zeros_like(moved), steps)

    def serves(self, phase: Phase) -> bool:
        """Whether its memory is that of this phase's optimiser."""
        return self.sort == _sort(phase)

    def __call__(self, slope: Tensor, weight: Tensor, phase: Phase) -> Tensor | None:
        """One step, given ∂L/∂w and the task weights before it, both [P]. Under a constraint the
        task weights, [P], with which particles have now to be made self-replicators again."""
        particles, kernels = self._particles, self._kernels
        if phase.replication == "constraint":
            wanted = weight.clone()
            descend(wanted, slope, self.memory, phase.task_lr, phase.momentum)
            return wanted
        if self.memory.square is None:
            velocity, momentum = self.memory.velocity, phase.momentum
            kernels.task_step(particles, velocity, slope, phase.task_lr, momentum)
        else:
            pull = torch.zeros(WEIGHT + 1, len(slope), dtype=slope.dtype, device=slope.device)
            pull[WEIGHT] = slope
            gradient = particles.pull_back(pull)
            descend(particles.weights, gradient, self.memory, phase.task_lr, phase.momentum)
        return particles.task_weight() if phase.replication == "projection" else None


def descend(values: Tensor, gradient: Tensor, memory: Memory, lr: float, momentum: float) -> None:
    """One step of SGD with momentum, or of Adam (Kingma & Ba 2015), in place; as PyTorch's."""
    velocity, square, steps = memory
    if square is None or steps is None:
        velocity.mul_(momentum).add_(gradient)
        values.add_(velocity, alpha=-lr)
        return
    steps += 1
    velocity.lerp_(gradient, 1 - momentum)
    square.mul_(SQUARE_DECAY).addcmul_(gradient, gradient, value=1 - SQUARE_DECAY)
    count = int(steps)
    size = square.sqrt().div_((1 - SQUARE_DECAY**count) ** 0.5).add_(LEAST)
    values.addcdiv_(velocity, size, value=-lr / (1 - momentum**count))


def _sort(phase: Phase) -> tuple[str, bool]:
    return phase.optimiser, phase.replication == "constraint"
