"""The organism's dense twin: an ordinary net of its shape, trained by plain torch.

It starts from the organism's own task weights and sees the same batches under the same optimiser;
what it lacks is the particles.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise

import numpy as np
import torch
from torch import Tensor, nn

from orgnet_core.drawing import batches_from
from orgnet_core.pruning.evaluation import evaluate
from orgnet_core.pruning.loading import ACTIVATIONS
from orgnet_core.pruning.retraining import Stage
from orgnet_core.pruning.specimen import Specimen, particle_tensor
from orgnet_core.threads import one_thread
from orgnet_core.training import Trainer


def train_twin(organism: Specimen, particle_weights: np.ndarray | None = None) -> Iterator[Stage]:
    """A stage before and after every epoch of the organism's schedule, on the CPU, from the task
    weights of these particles, [n, P], or of those that a run of its config begins with.

    Its specimens wear the organism's labels, so the self-replicators of a twin are those weights
    that are self-replicators in the organism.
    """
    config = organism.config
    trainer = Trainer(config.changed({"device": "cpu"}))
    if particle_weights is not None:
        trainer.particles.weights.copy_(particle_tensor(config, particle_weights))
    net, train_an_epoch = dense_training(trainer)
    for epoch in range(config.epochs + 1):
        if epoch:
            train_an_epoch()
        weight = torch.cat([matrix.detach().flatten() for matrix in net.parameters()])
        twin = organism.twin(weight)
        yield Stage(epoch, twin, evaluate(twin))


def dense_training(trainer: Trainer) -> tuple[nn.Sequential, Callable[[], None]]:
    """The dense net and an epoch of its training, on what `trainer` would be trained on; each
    epoch moves the trainer's step on, and so through its phases."""
    config, batches = trainer.config, batches_from(trainer.config, trainer.step)
    weight = trainer.particles.response()[4]
    net = dense(config.organism.widths, config.activation, weight).requires_grad_()
    job = torch.optim.SGD(net.parameters(), lr=1.0)

    @one_thread()
    def train_an_epoch() -> None:
        phase = trainer.phase
        for group in job.param_groups:
            group.update(lr=phase.task_lr, momentum=phase.momentum)
        for x, y in islice(batches, config.batches):
            if phase.task:
                job.zero_grad()
                torch.autograd.backward(trainer.task.loss(net(x), y))
                job.step()  # pyright: ignore[reportUnknownMemberType]  # torch types no closure
        trainer.step += config.batches

    return net, train_an_epoch


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
