"""The organism's dense twin: an ordinary net of its shape, trained by plain torch.

It starts from the organism's own task weights and sees the same batches under the same optimiser;
what it lacks is the particles.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise
from time import perf_counter
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from orgnet_core.config import RunConfig
from orgnet_core.drawing import batches_from
from orgnet_core.phases import Phase
from orgnet_core.pruning.evaluation import evaluate
from orgnet_core.pruning.loading import ACTIVATIONS
from orgnet_core.pruning.retraining import Stage
from orgnet_core.pruning.specimen import Specimen
from orgnet_core.task_steps import LEAST, SQUARE_DECAY
from orgnet_core.threads import one_thread
from orgnet_core.training import Trainer


def train_twin(organism: Specimen) -> Iterator[Stage]:
    """A stage before and after every epoch of the organism's schedule, on the CPU.

    Its specimens wear the organism's labels, so the self-replicators of a twin are those weights
    that are self-replicators in the organism.
    """
    config = organism.config
    net, train_an_epoch = dense_training(Trainer(config.changed({"device": "cpu"})))
    for epoch in range(config.epochs + 1):
        if epoch:
            train_an_epoch()
        weight = torch.cat([matrix.detach().flatten() for matrix in net.parameters()])
        twin = organism.twin(weight)
        yield Stage(epoch, twin, evaluate(twin))


class TwinResult(NamedTuple):
    """What a run's dense twin comes to: the metric on the test set, and the seconds of training."""

    metric: float
    seconds: float


def twin_result(config: RunConfig) -> TwinResult:
    """Of a run of this config, by plain torch on one thread of the CPU."""
    trainer = Trainer(config.changed({"device": "cpu"}))
    net, train_an_epoch = dense_training(trainer)
    x, y = trainer.task.test(config.torch_dtype)
    started = perf_counter()
    for _ in range(config.epochs):
        train_an_epoch()
    seconds = perf_counter() - started
    return TwinResult(trainer.task.score(net(x).detach(), y).item(), seconds)


def dense_training(trainer: Trainer) -> tuple[nn.Sequential, Callable[[], None]]:
    """The dense net and an epoch of its training, on what `trainer` would be trained on; each
    epoch moves the trainer's step on, and so through its phases."""
    config, batches = trainer.config, batches_from(trainer.config, trainer.step)
    weight = trainer.particles.response()[4]
    net = dense(config.organism.widths, config.activation, weight).requires_grad_()
    job, of = _optimiser(net, trainer.phase), trainer.phase.optimiser

    @one_thread()
    def train_an_epoch() -> None:
        nonlocal job, of
        phase = trainer.phase
        if phase.optimiser != of:
            job, of = _optimiser(net, phase), phase.optimiser
        for group in job.param_groups:
            group.update(_rates(phase))
        for x, y in islice(batches, config.batches):
            if phase.task:
                job.zero_grad()
                torch.autograd.backward(trainer.task.loss(net(x), y))
                job.step()  # pyright: ignore[reportUnknownMemberType]  # torch types no closure
        trainer.step += config.batches

    return net, train_an_epoch


def _optimiser(net: nn.Module, phase: Phase) -> torch.optim.Optimizer:
    kind = torch.optim.Adam if phase.optimiser == "adam" else torch.optim.SGD
    return kind(net.parameters(), **_rates(phase))


def _rates(phase: Phase) -> dict[str, Any]:
    if phase.optimiser == "adam":
        return {"lr": phase.task_lr, "betas": (phase.momentum, SQUARE_DECAY), "eps": LEAST}
    return {"lr": phase.task_lr, "momentum": phase.momentum}


def dense(widths: Sequence[int], activation: str, weight: Tensor) -> nn.Sequential:
    """The ordinary net whose weights are `weight` [P]: layer, output neuron, input."""
    modules: list[nn.Module] = []
    start = 0
    for inputs, outputs in pairwise(widths):
        linear = nn.Linear(inputs, outputs, bias=False).to(weight.dtype)
        values = weight[start : start + outputs * inputs].clone()
        linear.weight.data = values.reshape(outputs, inputs)
        modules += [linear, ACTIVATIONS[activation]()]
        start += outputs * inputs
    assert start == len(weight)
    return nn.Sequential(*modules[:-1]).requires_grad_(False)
