"""A small dense net, tuned and trained by itself: what the multiplications left by a cut would buy.

Inputs, one hidden layer, outputs, without biases as in an organism; plain SGD with the organism's
batch size and momentum. Its learning rate, and after which epoch to stop, are those that do best on
a sixth of the training data that it is not trained on; of the test data it sees nothing before.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from orgnet_core.config import RunConfig
from orgnet_core.pruning.loading import ACTIVATIONS
from orgnet_core.random_numbers import shuffled
from orgnet_core.tasks import TASKS, Batch
from orgnet_core.tasks.protocol import FOR_MEASURING
from orgnet_core.threads import one_thread

RATES = (0.01, 0.03, 0.1, 0.3, 1.0)  # all are tried
EPOCHS = 30  # at most; with the best of RATES more gained nothing
HELD_BACK = 6  # one in so many training samples


@dataclass(frozen=True)
class SmallNet:
    """What it came to. Plain values, for JSON."""

    hidden: int
    mult_adds: int
    rate: float
    epoch: int  # after which it did best
    metric: float  # on the test set


@one_thread()
def small_net(config: RunConfig, mult_adds: int) -> SmallNet:
    """The best net for this task with about so many multiply-adds an input; the same seed gives the
    same net. For a task with classes."""
    task = TASKS[config.task]
    hidden = max(1, round(mult_adds / (task.inputs + task.outputs)))
    x, y = task.batch(FOR_MEASURING, task.samples, 0.0, config.torch_dtype)
    first = task.samples // HELD_BACK
    held_back, rest = Batch(x[:first], y[:first]), Batch(x[first:], y[first:])
    nets = _Nets(config, hidden)
    best = -1.0, 0, 0, nets.copy(0)
    for epoch in range(1, min(config.epochs, EPOCHS) + 1):
        for batch in _batches(rest, config, epoch):
            nets.learn(batch)
        for number, output in enumerate(nets(held_back.x)):
            reached = task.score(output, held_back.y).item()
            if reached > best[0]:  # not where it is no number
                best = reached, epoch, number, nets.copy(number)
    _, epoch, number, chosen = best
    test = task.test(config.torch_dtype)
    (output,) = _forward(chosen, config.activation, test.x)
    metric = task.score(output, test.y).item()
    return SmallNet(hidden, hidden * (task.inputs + task.outputs), RATES[number], epoch, metric)


class _Nets:
    """R nets, one for each of RATES, that begin alike and see the same batches, trained at once:
    weights [R, hidden, inputs] and [R, outputs, hidden]."""

    def __init__(self, config: RunConfig, hidden: int):
        self.task, self.activation = TASKS[config.task], config.activation
        self.momentum = config.phases[0].momentum
        generator = torch.Generator().manual_seed(config.seed)
        self.weights: list[Tensor] = []
        for shape in ((hidden, self.task.inputs), (self.task.outputs, hidden)):
            weight = torch.empty(shape, dtype=config.torch_dtype)
            torch.nn.init.xavier_uniform_(weight, generator=generator)
            self.weights.append(weight.repeat(len(RATES), 1, 1).requires_grad_())
        self.velocities = [torch.zeros_like(weight) for weight in self.weights]
        self.rates = torch.tensor(RATES, dtype=config.torch_dtype)[:, None, None]

    def __call__(self, x: Tensor) -> Tensor:
        """Outputs [R, B, outputs]."""
        with torch.no_grad():
            return _forward(self.weights, self.activation, x)

    def copy(self, number: int) -> list[Tensor]:
        """One of them by itself, weights [1, …]."""
        return [weight[number : number + 1].detach().clone() for weight in self.weights]

    def learn(self, batch: Batch) -> None:
        """A step of SGD with momentum; the gradient of a net is that of its own mean loss."""
        output = _forward(self.weights, self.activation, batch.x)
        loss = self.task.losses(output.mT, batch.y).mean(-1).sum()
        gradients = torch.autograd.grad(loss, self.weights)
        with torch.no_grad():
            for weight, velocity, gradient in zip(
                self.weights, self.velocities, gradients, strict=True
            ):
                velocity.mul_(self.momentum).add_(gradient)
                weight.sub_(self.rates * velocity)


def _forward(weights: list[Tensor], activation: str, x: Tensor) -> Tensor:
    """Outputs [R, B, outputs] of R nets for inputs [B, inputs]."""
    first, second = weights
    sums = F.linear(x, first.flatten(0, 1)).view(len(x), *first.shape[:2])
    return ACTIVATIONS[activation]()(sums).transpose(0, 1) @ second.mT


def _batches(samples: Batch, config: RunConfig, epoch: int) -> Iterator[Batch]:
    order = shuffled(config.seed, epoch, len(samples.x))
    for start in range(0, len(order), config.batch_size):
        chosen = order[start : start + config.batch_size]
        yield Batch(samples.x[chosen], samples.y[chosen])
