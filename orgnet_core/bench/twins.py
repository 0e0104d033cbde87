"""The organism's dense twin as one would write it in plain torch: what the engine is held to.

Of the organism's shape, starting from its task weights, under its first phase's optimiser, with an
evaluation after every epoch; it lacks the particles. `DenseTwin` shares no code with the trainer
that computes.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

import torch
from torch import Tensor

from orgnet_core.bench.timing import Call
from orgnet_core.config import RunConfig
from orgnet_core.particles import WEIGHT
from orgnet_core.pruning.dense import dense
from orgnet_core.random_numbers import Place
from orgnet_core.scoring import metric_of, outputs_of
from orgnet_core.start import initial_particles
from orgnet_core.tasks import TASKS
from orgnet_core.threads import one_thread
from orgnet_core.training import Trainer


class Twin(Protocol):
    """What trains a dense net of the organism's shape."""

    def advance(self) -> None:
        """Train on one batch."""
        ...

    def run(self, epochs: int) -> float:
        """Train for so many epochs, each with an evaluation on the test set: the last metric."""
        ...


class DenseTwin:
    """Plain torch: all pictures in one tensor, an nn.Sequential, autograd and SGD."""

    def __init__(self, config: RunConfig):
        self.config, self.task, phase = config, TASKS[config.task], config.phases[0]
        device, dtype = config.torch_device, config.torch_dtype
        whole = self.task.batch(Place(0, 0, 0), self.task.samples, 0.0, dtype)
        self.x, self.y = whole.x.to(device), whole.y.to(device)
        test = self.task.test(dtype)
        self.test_x, self.test_y = test.x.to(device), test.y.to(device)
        weight = initial_particles(config).response()[WEIGHT]
        net = dense(config.organism.widths, config.activation, weight)
        self.net = net.to(device).requires_grad_()
        self.job = torch.optim.SGD(self.net.parameters(), phase.task_lr, phase.momentum)
        self._batches = self._shuffled()

    def advance(self) -> None:
        chosen = next(self._batches)
        x = self.x.index_select(0, chosen)
        x = x + torch.randn(x.shape, dtype=x.dtype, device=x.device) * self.config.input_noise
        self.job.zero_grad()
        torch.autograd.backward(self.task.loss(self.net(x), self.y.index_select(0, chosen)))
        self.job.step()  # pyright: ignore[reportUnknownMemberType]  # torch types no closure

    def run(self, epochs: int) -> float:
        metric = float("nan")
        for _ in range(epochs):
            for _ in range(self.config.batches):
                self.advance()
            with torch.no_grad():
                metric = self.task.score(self.net(self.test_x), self.test_y).item()
        return metric

    def _shuffled(self) -> Iterator[Tensor]:
        """Numbers of a batch's samples, [B]; epoch after epoch, each in another order."""
        while True:
            order = torch.randperm(len(self.x), device=self.x.device)
            yield from torch.split(order, self.config.batch_size)


class CompiledTwin:
    """The organism's own engine without its particles: the least that a batch can take."""

    def __init__(self, config: RunConfig):
        self.config, self.trainer = config, Trainer(config)
        self.weight = self.trainer.particles.response()[WEIGHT]
        self.velocity = torch.zeros_like(self.weight)
        test = self.trainer.task.test(config.torch_dtype)
        self.test_x = test.x.to(config.torch_device)
        self.test_y = test.y.to(config.torch_device)

    @one_thread()
    def advance(self) -> None:
        trainer, phase = self.trainer, self.config.phases[0]
        slope = trainer.gradient(trainer.batch(), self.weight).slope
        self.velocity.mul_(phase.momentum).add_(slope)
        self.weight.add_(self.velocity, alpha=-phase.task_lr)
        trainer.step += 1

    def run(self, epochs: int) -> float:
        metric = float("nan")
        for _ in range(epochs):
            for _ in range(self.config.batches):
                self.advance()
            metric = self._metric()
        return metric

    def _metric(self) -> float:
        organism, is_compiled = self.config.organism, self.trainer.is_compiled
        (output,) = outputs_of(organism, self.test_x, self.weight[None], is_compiled)
        return metric_of(self.trainer.task, output, self.test_y, is_compiled)


# Every twin that stands here is raced against the organism.
TWINS: dict[str, Callable[[RunConfig], Twin]] = {"dense": DenseTwin, "compiled": CompiledTwin}


def twin_batch(twin: str, config: RunConfig) -> Call:
    """A batch of that twin's training, to be called again and again."""
    return TWINS[twin](config).advance


def twin_run(twin: str, config: RunConfig, epochs: int) -> Call:
    """So many epochs of that twin's training, evaluated."""
    return partial(TWINS[twin](config).run, epochs)
