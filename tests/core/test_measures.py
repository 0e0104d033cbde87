"""What a particle is worth to the task, held to removing each one and running the whole again."""

from itertools import pairwise

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core.bench.reference import ACTIVATIONS, reference_of
from orgnet_core.config import RunConfig
from orgnet_core.measures import (
    FIRST_ORDER,
    LEAVE_ONE_OUT,
    first_order,
    task_contribution,
    task_gradient,
)
from orgnet_core.organism import Organism
from orgnet_core.pruning.dense import dense
from orgnet_core.tasks import TASKS, Batch
from orgnet_core.training import Trainer

LOSSES = {"addition": F.mse_loss, "mnist15": F.cross_entropy}
DEPTHS = [(5, 3), (4, 3, 2), (4, 2, 3, 2), (3, 2, 4, 2, 3)]


def example(widths, task: str, seed: int = 0, samples: int = 12) -> tuple[torch.Tensor, Batch]:
    """(task weights, batch) by chance: class numbers for digits, numbers for sums."""
    generator = torch.Generator().manual_seed(seed)
    particles = sum(a * b for a, b in pairwise(widths))
    weight = torch.randn(particles, generator=generator, dtype=torch.float64)
    x = torch.randn(samples, widths[0], generator=generator, dtype=torch.float64)
    numbers = torch.randn(samples, widths[-1], generator=generator, dtype=torch.float64)
    classes = torch.randint(widths[-1], (samples,), generator=generator)
    return weight, Batch(x, classes if task == "mnist15" else numbers)


def loss_of(widths, activation: str, task: str, weight: torch.Tensor, batch: Batch) -> float:
    return LOSSES[task](dense(widths, activation, weight)(batch.x), batch.y).item()


def removed_one_by_one(widths, activation, task, weight, batch) -> torch.Tensor:
    """P full forward passes, each with one weight at zero."""
    whole = loss_of(widths, activation, task, weight, batch)
    losses = []
    for particle in range(len(weight)):
        without = weight.clone()
        without[particle] = 0
        losses.append(loss_of(widths, activation, task, without, batch) - whole)
    return torch.tensor(losses, dtype=torch.float64)


@pytest.mark.parametrize("task", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("widths", DEPTHS, ids=str)
def test_contribution_is_the_loss_without_the_particle_minus_the_loss_with_it(
    widths, activation, task
):
    weight, batch = example(widths, task)
    measured, method = task_contribution(Organism(widths, activation), TASKS[task], weight, batch)
    expected = removed_one_by_one(widths, activation, task, weight, batch)
    assert method == LEAVE_ONE_OUT
    torch.testing.assert_close(measured, expected, rtol=1e-10, atol=1e-12)


@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=5).map(tuple),
    st.sampled_from(sorted(LOSSES)),
    st.integers(1, 3),
    st.integers(0, 1000),
)
def test_contribution_is_exact_for_organisms_of_any_shape(widths, task, samples, seed):
    weight, batch = example(widths, task, seed, samples)
    measured, _ = task_contribution(Organism(widths, "gelu"), TASKS[task], weight, batch)
    expected = removed_one_by_one(widths, "gelu", task, weight, batch)
    torch.testing.assert_close(measured, expected, rtol=1e-10, atol=1e-12)


def test_a_particle_that_is_zero_already_contributes_nothing():
    weight, batch = example((4, 3, 2), "mnist15")
    weight[5] = 0
    measured, _ = task_contribution(Organism((4, 3, 2)), TASKS["mnist15"], weight, batch)
    assert measured[5] == 0 and measured.count_nonzero() == len(weight) - 1


@pytest.mark.parametrize("task", LOSSES)
def test_first_order_is_the_slope_towards_zero(task):
    """−w·∂L/∂w with the derivative taken by central differences."""
    widths, nudge = (4, 3, 2), 1e-6
    weight, batch = example(widths, task)
    slopes = []
    for step in nudge * torch.eye(len(weight), dtype=torch.float64):
        up, down = (loss_of(widths, "gelu", task, weight + way * step, batch) for way in (1, -1))
        slopes.append((up - down) / (2 * nudge))
    expected = -weight * torch.tensor(slopes, dtype=torch.float64)
    measured = first_order(Organism(widths, "gelu"), TASKS[task], weight, batch)
    torch.testing.assert_close(measured, expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("task", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("widths", DEPTHS, ids=str)
def test_the_gradient_is_that_of_the_dense_net_by_autograd(widths, activation, task):
    weight, batch = example(widths, task)
    net = dense(widths, activation, weight).requires_grad_()
    LOSSES[task](net(batch.x), batch.y).backward()
    expected = torch.cat([matrix.grad.flatten() for matrix in net.parameters()])
    measured = task_gradient(Organism(widths, activation), TASKS[task], weight, batch)
    torch.testing.assert_close(measured, expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("hidden", [1, 3])
@pytest.mark.parametrize("task", LOSSES)
def test_a_snapshot_holds_the_gradient_and_the_response_of_the_slow_organism(task, hidden):
    """Each particle is fed one input at a time; the gradient is autograd's, on 256 samples."""
    config = RunConfig(task=task, hidden=(2,), particle_hidden=hidden, dtype="float64")
    trainer = Trainer(config)
    for _ in range(3):
        trainer.advance()
    snapshot, slow = trainer.snapshot(), reference_of(trainer)
    one_each = torch.eye(5, dtype=torch.float64)
    with torch.no_grad():
        response = torch.stack([particle.net(one_each)[:, 0] for particle in slow.particles], 1)
    found = torch.tensor(np.stack([snapshot.copy, *snapshot.leaks, snapshot.weight]))
    assert torch.equal(found, trainer.particles.response())
    torch.testing.assert_close(found, response, rtol=1e-12, atol=1e-14)
    x, y = (part[:256] for part in TASKS[task].test(torch.float64))
    net = dense(config.organism.widths, "gelu", response[4]).requires_grad_()
    LOSSES[task](net(x), y).backward()
    expected = torch.cat([matrix.grad.flatten() for matrix in net.parameters()])
    torch.testing.assert_close(torch.tensor(snapshot.gradient), expected, rtol=1e-9, atol=1e-12)


def test_a_big_organism_gets_the_first_order_estimate_and_says_so():
    widths = (225, 100, 100, 10)
    weight, batch = example(widths, "mnist15", samples=256)
    organism, task = Organism(widths), TASKS["mnist15"]
    measured, method = task_contribution(organism, task, 0.1 * weight, batch)
    assert method == FIRST_ORDER
    assert torch.equal(measured, first_order(organism, task, 0.1 * weight, batch))


@pytest.mark.parametrize("widths", [(2, 3, 3, 1), (225, 5, 5, 10), (225, 10, 10)], ids=str)
def test_the_presets_organisms_are_measured_exactly(widths):
    weight, batch = example(widths, "mnist15", samples=256)
    _, method = task_contribution(Organism(widths), TASKS["mnist15"], weight, batch)
    assert method == LEAVE_ONE_OUT


def test_samples_beyond_the_first_256_do_not_count():
    widths = (4, 3, 2)
    weight, batch = example(widths, "mnist15", samples=300)
    cut = Batch(batch.x[:256], batch.y[:256])
    organism, task = Organism(widths), TASKS["mnist15"]
    whole, _ = task_contribution(organism, task, weight, batch)
    assert torch.equal(whole, task_contribution(organism, task, weight, cut)[0])
