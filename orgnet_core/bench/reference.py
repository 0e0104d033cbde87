"""A slow, obvious organism network: one chain of nn.Linear a particle, all gradients by autograd.

The fast one in orgnet_core is held to this one. They share the batches, and no code that computes.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from orgnet_core.drawing import batches_from
from orgnet_core.phases import Phase
from orgnet_core.training import Trainer

ACTIVATIONS = {"linear": nn.Identity(), "gelu": nn.GELU(), "relu": nn.ReLU(), "tanh": nn.Tanh()}
Loss = Callable[[Tensor, Tensor], Tensor]  # of outputs and targets


class ReferenceParticle:
    """A bias-free linear net 5 → h → h → 1 fed (v, L, C, E, x): weight, its position, task input.

    Its weights in a flat row are ordered layer, output neuron, input.
    """

    def __init__(self, flat: Tensor, hidden: int):
        shapes = [(hidden, 5), (hidden, hidden), (1, hidden)]
        self.net = nn.Sequential(
            *(nn.Linear(inputs, outputs, bias=False) for outputs, inputs in shapes)
        ).to(flat.dtype)
        start = 0
        for linear, (outputs, inputs) in zip(self.net, shapes, strict=True):
            values = flat[start : start + outputs * inputs].clone()
            linear.weight.data = values.reshape(outputs, inputs)
            start += outputs * inputs
        assert start == len(flat)

    @property
    def parameters(self) -> list[Tensor]:
        return list(self.net.parameters())

    @property
    def flat(self) -> Tensor:
        """Its weights, [n]."""
        return torch.cat([parameter.detach().flatten() for parameter in self.parameters])

    def positions(self) -> list[tuple[float, float, float]]:
        """(layer, cell, edge) of every weight, each divided by its largest value (+ 1e-8)."""
        places: list[tuple[int, int, int]] = []
        for layer, parameter in enumerate(self.parameters):
            for cell in range(parameter.shape[0]):
                for edge in range(parameter.shape[1]):
                    places.append((layer, cell, edge))
        most = [max(place[axis] for place in places) + 1e-8 for axis in range(3)]
        return [(layer / most[0], cell / most[1], edge / most[2]) for layer, cell, edge in places]

    def read(self, flat: Tensor) -> Tensor:
        """Inputs [n, 5] for replicating the weights `flat` (no task input)."""
        rows = [
            [value.item(), *place, 0.0] for value, place in zip(flat, self.positions(), strict=True)
        ]
        return torch.tensor(rows, dtype=flat.dtype)

    def replicate(self, flat: Tensor) -> Tensor:
        """N ◁ M: the [n] weights that this particle writes when it reads `flat`."""
        with torch.no_grad():
            return self.net(self.read(flat))[:, 0]

    def replication_loss(self) -> Tensor:
        """Mean squared error of self-application; what is read and aimed at are constants."""
        return F.mse_loss(self.net(self.read(self.flat))[:, 0], self.flat)

    def multiply(self, x: Tensor) -> Tensor:
        """The auxiliary application, [B] → [B]: feed (0, 0, 0, 0, x)."""
        nothing = torch.zeros_like(x)
        return self.net(torch.stack([nothing, nothing, nothing, nothing, x], dim=1))[:, 0]


class ReferenceOrganism:
    """Cells that sum over their particles, one an incoming edge; no activation at the end."""

    def __init__(
        self,
        widths: Sequence[int],
        activation: str,
        hidden: int,
        weights: Tensor,
        momentum: float = 0.9,
    ):
        columns = iter(weights.T)
        self.layers = [
            [
                [ReferenceParticle(next(columns), hidden) for _edge in range(inputs)]
                for _cell in range(outputs)
            ]
            for inputs, outputs in pairwise(widths)
        ]
        assert next(columns, None) is None
        self.activation = ACTIVATIONS[activation]
        self.momentum = momentum
        self.replication_job, self.task_job = self._new_job(), self._new_job()

    @property
    def particles(self) -> list[ReferenceParticle]:
        return [particle for layer in self.layers for cell in layer for particle in cell]

    @property
    def weights(self) -> Tensor:
        """All particles' weights, [n, P]."""
        return torch.stack([particle.flat for particle in self.particles], dim=1)

    def forward(self, x: Tensor) -> Tensor:
        """Outputs [B, out] for inputs [B, in]."""
        for layer in self.layers:
            sums: list[Tensor] = []
            for cell in layer:
                total = torch.zeros_like(x[:, 0])
                for edge, particle in enumerate(cell):
                    total = total + particle.multiply(x[:, edge])
                sums.append(total)
            x = torch.stack(sums, dim=1)
            if layer is not self.layers[-1]:
                x = self.activation(x)
        return x

    def _new_job(self) -> torch.optim.SGD:
        """Its momentum starts from zero."""
        parameters = [tensor for particle in self.particles for tensor in particle.parameters]
        return torch.optim.SGD(parameters, lr=1.0, momentum=self.momentum)

    def replicate_in(self, phase: Phase) -> None:
        """The SR steps of one batch."""
        if phase.replication_momentum == "restarted":
            self.replication_job = self._new_job()
        for _ in range(phase.replication_steps):
            self.replication_step(phase.replication_lr)

    def replication_step(self, lr: float) -> None:
        """One SR step of every particle."""
        losses = [particle.replication_loss() for particle in self.particles]
        _descend(self.replication_job, torch.stack(losses).sum(), lr)

    def task_step(self, x: Tensor, y: Tensor, loss: Loss, lr: float) -> None:
        _descend(self.task_job, loss(self.forward(x), y), lr)


class BatchedReplicators:
    """All particles as one batched net, layer after layer; self-training by autograd and SGD."""

    def __init__(self, weights: Tensor, hidden: int, momentum: float = 0.9):
        self.hidden, self.weights = hidden, weights.clone().requires_grad_()  # [n, P]
        self.job = torch.optim.SGD([self.weights], lr=1.0, momentum=momentum)
        places = ReferenceParticle(weights[:, 0], hidden).positions()
        self.read = weights.new_zeros(len(weights), 5, weights.shape[1])
        self.read[:, 1:4] = torch.tensor(places, dtype=weights.dtype)[:, :, None]

    def replication_steps(self, steps: int, lr: float) -> None:
        h = self.hidden
        for _ in range(steps):
            target = self.read[:, 0] = self.weights.detach()
            w1, w2, w3 = self.weights.split_with_sizes((5 * h, h * h, h))
            first = (self.read[:, None] * w1.view(h, 5, -1)).sum(2)
            second = (first[:, None] * w2.view(h, h, -1)).sum(2)
            written = (second * w3).sum(1)
            _descend(self.job, (written - target).square().mean(0).sum(), lr)


def reference_of(trainer: Trainer) -> ReferenceOrganism:
    """The slow organism with the weights that `trainer`'s has now, its momenta at rest."""
    config = trainer.config
    return ReferenceOrganism(
        config.organism.widths,
        config.activation,
        config.particle_hidden,
        trainer.particles.weights,
        trainer.phase.momentum,
    )


def reference_training(trainer: Trainer) -> tuple[ReferenceOrganism, Callable[[], None]]:
    """The slow organism and a batch of its training, on what `trainer` would be trained on."""
    phase, slow = trainer.phase, reference_of(trainer)
    batches = batches_from(trainer.config, trainer.step)

    def advance() -> None:
        slow.replicate_in(phase)
        slow.task_step(*next(batches), trainer.task.loss, phase.task_lr)

    return slow, advance


def _descend(job: torch.optim.SGD, loss: Tensor, lr: float) -> None:
    for group in job.param_groups:
        group["lr"] = lr
    job.zero_grad()
    torch.autograd.backward(loss)
    job.step()  # pyright: ignore[reportUnknownMemberType]  # torch types no closure
