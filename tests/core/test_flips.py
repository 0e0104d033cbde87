"""What task steps do to a particle, held to autograd, to a slow organism and to the trainer."""

from itertools import pairwise
from math import isnan

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from helpers import addition
from sklearn.preprocessing import scale

from orgnet_core.bench.reference import reference_of
from orgnet_core.drawing import batches_at
from orgnet_core.flips import Push, flips, pushes
from orgnet_core.presets import PRESETS
from orgnet_core.ranks import rank_correlation
from orgnet_core.training import Trainer

PARTICLE = 7
PRECISE = addition(dtype="float64", momentum=0.0)
DIGITS = PRESETS["mnist15-quick"].config.changed({"epochs": 1})


def slope_by_autograd(config, weight, batch, particle):
    """∂loss/∂w of one task weight, [P], of a dense net of linear layers with GELU between them."""
    weight = weight.clone().requires_grad_()
    x, start, widths = batch.x, 0, config.organism.widths
    for inputs, outputs in pairwise(widths):
        x = x @ weight[start : (start := start + inputs * outputs)].view(outputs, inputs).T
        if start < len(weight) and config.activation == "gelu":
            x = F.gelu(x)
    loss = F.cross_entropy(x, batch.y) if batch.y.ndim == 1 else F.mse_loss(x, batch.y)
    loss.backward()
    return float(weight.grad[particle])


@pytest.mark.parametrize("config", [PRECISE, DIGITS], ids=["sums", "digits"])
def test_the_gradient_is_autograds_and_the_errors_are_the_trainers(config):
    watched, trainer, phase = Trainer(config), Trainer(config), config.phases[0]
    seen = list(pushes(watched, PARTICLE, 4))
    assert [push.step for push in seen] == [0, 1, 2, 3]
    for push in seen:
        pushed = Trainer.resumed(config, trainer.checkpoint())
        weight = pushed.kernels.replication_steps(
            pushed.particles,
            pushed.replication_velocity,
            phase.replication_steps,
            phase.replication_lr,
            phase.momentum,
        )
        expected = slope_by_autograd(config, weight, batches_at(config, push.step), PARTICLE)
        assert push.gradient == pytest.approx(expected, rel=1e-3, abs=1e-9)
        assert push.before == float(pushed.particles.replication_error()[PARTICLE])
        trainer.advance()
        assert push.after == float(trainer.particles.replication_error()[PARTICLE])
    assert torch.equal(watched.particles.weights, trainer.particles.weights)


def test_the_slow_organism_comes_to_the_same_errors():
    trainer, phase = Trainer(PRECISE), PRECISE.phases[0]
    slow, (push,) = reference_of(trainer), pushes(trainer, PARTICLE, 1)

    def error():
        one = slow.particles[PARTICLE]
        return float((one.replicate(one.flat) - one.flat).abs().max())

    slow.replicate_in(phase)
    assert push.before == pytest.approx(error(), rel=1e-9)
    slow.task_step(*batches_at(PRECISE, 0), F.mse_loss, phase.task_lr)
    assert push.after == pytest.approx(error(), rel=1e-9)


def test_a_phase_without_the_task_pushes_nothing():
    trainer = Trainer(addition(**{"phases.0.task": False}))
    assert list(pushes(trainer, 0, 5)) == [] and trainer.step == 5


def test_pushes_are_counted():
    low, high = 1e-6, 1e-4
    seen = [
        Push(0, low, high, 0.1),
        Push(1, low, low, 0.0),
        Push(2, high, low, -0.05),
        Push(3, low, 1e-5, 0.2),  # ε itself is not below it
        Push(4, float("nan"), float("nan"), 0.1),
    ]
    summed = flips(seen)
    assert (summed.batches, summed.below, summed.pushed, summed.came) == (5, 3, 2, 1)
    assert isnan(summed.correlation)
    assert flips(seen[:4]).correlation == pytest.approx(3.5 / 22.5**0.5)


def test_ranks_correlate_as_spearman_says():
    """With ties against the formula of mean ranks, and without against 1 − 6Σd²/n(n² − 1)."""
    random = np.random.default_rng(0)
    a, b = random.permutation(30), random.permutation(30)
    classic = 1 - 6 * np.sum((a - b) ** 2) / (30 * (30**2 - 1))
    assert rank_correlation(np.exp(a), b**3.0) == pytest.approx(classic)
    tied, other = np.array([1, 1, 2, 3, 3, 3]), np.array([2, 1, 5, 3, 3, 9])
    ranks = [np.array([1.5, 1.5, 3, 5, 5, 5]), np.array([2, 1, 5, 3.5, 3.5, 6])]
    expected = np.mean(scale(ranks[0]) * scale(ranks[1]))
    assert rank_correlation(tied, other) == pytest.approx(expected)
    assert isnan(rank_correlation(np.zeros(5), np.arange(5)))
    assert isnan(rank_correlation(np.ones(1), np.ones(1)))
