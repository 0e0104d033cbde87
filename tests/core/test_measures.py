"""What a particle is worth to the task, held to removing each one and running the whole again."""

from itertools import pairwise

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import EVERY_TASK

from orgnet_core import fused, kernels
from orgnet_core.backpropagation import gradient_for
from orgnet_core.bench.reference import ACTIVATIONS, reference_of
from orgnet_core.config import RunConfig
from orgnet_core.measures import (
    AFFORDABLE,
    FIRST_ORDER,
    LEAVE_ONE_OUT,
    SAMPLES,
    exact_cost,
    first_order,
    measured,
)
from orgnet_core.organism import Organism
from orgnet_core.presets import PRESETS
from orgnet_core.pruning.dense import dense
from orgnet_core.tasks import TASKS, Batch
from orgnet_core.training import Trainer

LOSSES = {"addition": F.mse_loss, "mnist15": F.cross_entropy}
DEPTHS = [(5, 3), (4, 3, 2), (4, 2, 3, 2), (3, 2, 4, 2, 3)]


def example(
    widths, task: str, seed: int = 0, samples: int = 12, dark: float = 0.3
) -> tuple[torch.Tensor, Batch]:
    """(task weights, batch) by chance: class numbers for digits, numbers for sums. Of the inputs a
    share is zero."""
    generator = torch.Generator().manual_seed(seed)
    particles = sum(a * b for a, b in pairwise(widths))
    weight = torch.randn(particles, generator=generator, dtype=torch.float64)
    x = torch.randn(samples, widths[0], generator=generator, dtype=torch.float64)
    x *= torch.rand(x.shape, generator=generator) >= dark
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


def removed_one_by_one_on_each(widths, activation, task, weight, batch) -> torch.Tensor:
    """[B, P]: the same for every sample by itself."""
    return torch.stack(
        [
            removed_one_by_one(widths, activation, task, weight, Batch(x[None], y[None]))
            for x, y in zip(*batch, strict=True)
        ]
    )


def found_with(kernels, widths, activation, task, weight, batch):
    organism, is_compiled = Organism(widths, activation), kernels is fused
    gradient_of = gradient_for(organism, TASKS[task], weight.dtype, is_compiled)
    return measured(organism, TASKS[task], weight, batch, gradient_of, kernels.leave_one_out)


each_kernel = pytest.mark.parametrize("kernels", [kernels, fused], ids=["torch", "fused"])


@each_kernel
@pytest.mark.parametrize("task", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("widths", DEPTHS, ids=str)
def test_contribution_is_the_loss_without_the_particle_minus_the_loss_with_it(
    widths, activation, task, kernels
):
    weight, batch = example(widths, task)
    found = found_with(kernels, widths, activation, task, weight, batch)
    expected = removed_one_by_one(widths, activation, task, weight, batch)
    assert found.method == LEAVE_ONE_OUT
    torch.testing.assert_close(found.contribution, expected, rtol=1e-10, atol=1e-12)


@each_kernel
@given(
    st.lists(st.integers(1, 12), min_size=2, max_size=5).map(tuple),
    st.sampled_from(sorted(LOSSES)),
    st.sampled_from(sorted(ACTIVATIONS)),
    st.integers(2, 4),
    st.floats(0, 1),
    st.integers(0, 1000),
)
@settings(max_examples=30)
def test_contribution_and_error_are_exact_for_organisms_of_any_shape(
    kernels, widths, task, activation, samples, dark, seed
):
    """The error is the standard deviation over samples by the root of their number."""
    weight, batch = example(widths, task, seed, samples, dark)
    found = found_with(kernels, widths, activation, task, weight, batch)
    each = removed_one_by_one_on_each(widths, activation, task, weight, batch)
    torch.testing.assert_close(found.contribution, each.mean(0), rtol=1e-10, atol=1e-12)
    # From the sums of squares: half the digits, where samples hardly differ.
    torch.testing.assert_close(found.error, each.std(0) / samples**0.5, rtol=1e-7, atol=1e-7)


@each_kernel
@pytest.mark.parametrize("task", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_in_single_precision_it_is_the_same_to_rounding(kernels, activation, task):
    widths = (300, 7, 5, 10)  # more edges than lanes in a block
    weight, batch = example(widths, task, samples=40, dark=0.1)
    exact = found_with(kernels, widths, activation, task, 0.2 * weight, batch)
    numbers = Batch(batch.x.float(), batch.y if task == "mnist15" else batch.y.float())
    found = found_with(kernels, widths, activation, task, (0.2 * weight).float(), numbers)
    assert all(each.dtype == torch.float32 for each in found[:3])
    for rough, true in zip(found[:3], exact[:3], strict=True):
        torch.testing.assert_close(rough.double(), true, rtol=1e-4, atol=1e-5 * true.abs().max())


@each_kernel
def test_a_particle_that_is_zero_already_contributes_nothing(kernels):
    weight, batch = example((4, 3, 2), "mnist15")
    weight[5] = 0
    contribution, error, _, _ = found_with(kernels, (4, 3, 2), "gelu", "mnist15", weight, batch)
    assert contribution[5] == 0 and contribution.count_nonzero() == len(weight) - 1
    assert error[5] == 0 and error.count_nonzero() == len(weight) - 1


@each_kernel
def test_a_particle_that_reads_only_zeros_contributes_nothing_exactly(kernels):
    weight, batch = example((4, 3, 2), "addition")
    batch.x[:, 1] = 0
    contribution, error, _, _ = found_with(kernels, (4, 3, 2), "tanh", "addition", weight, batch)
    assert not contribution[1:12:4].any() and not error[1:12:4].any()


@each_kernel
@pytest.mark.parametrize("bad", [torch.nan, torch.inf])
@pytest.mark.parametrize("place", [0, 13], ids=["first layer", "last layer"])
def test_of_a_broken_organism_no_contribution_is_a_number(kernels, place, bad):
    weight, batch = example((4, 3, 2), "mnist15")
    weight[place] = bad
    found = found_with(kernels, (4, 3, 2), "gelu", "mnist15", weight, batch)
    assert found.contribution.isnan().all() and found.error.isnan().all()


def test_one_sample_tells_nothing_of_the_error():
    weight, batch = example((4, 3, 2), "mnist15", samples=1)
    found = found_with(kernels, (4, 3, 2), "gelu", "mnist15", weight, batch)
    assert found.contribution.isfinite().all() and found.error.isnan().all()


def test_first_order_adds_up_samples_one_by_one_and_their_squares():
    widths, samples = (4, 3, 2), 7
    weight, batch = example(widths, "mnist15", samples=samples)
    organism, task = Organism(widths), TASKS["mnist15"]
    each = torch.stack(
        [
            first_order(organism, task, weight, Batch(x[None], y[None]))[0]
            for x, y in zip(*batch, strict=True)
        ]
    )
    total, squares = first_order(organism, task, weight, batch)
    torch.testing.assert_close(total, each.sum(0), rtol=1e-10, atol=1e-12)
    torch.testing.assert_close(squares, each.square().sum(0), rtol=1e-10, atol=1e-12)


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
    total, _ = first_order(Organism(widths, "gelu"), TASKS[task], weight, batch)
    found = total / len(batch.x)
    torch.testing.assert_close(found, expected, rtol=1e-6, atol=1e-9)


@each_kernel
@pytest.mark.parametrize("task", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("widths", DEPTHS, ids=str)
def test_the_gradient_is_that_of_the_dense_net_by_autograd(kernels, widths, activation, task):
    weight, batch = example(widths, task)
    net = dense(widths, activation, weight).requires_grad_()
    LOSSES[task](net(batch.x), batch.y).backward()
    expected = torch.cat([matrix.grad.flatten() for matrix in net.parameters()])
    found = found_with(kernels, widths, activation, task, weight, batch).gradient
    torch.testing.assert_close(found, expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("hidden", [1, 3])
@pytest.mark.parametrize("task", LOSSES)
def test_a_snapshot_holds_the_gradient_and_the_response_of_the_slow_organism(task, hidden):
    """Each particle is fed one input at a time; the gradient is autograd's, on training samples."""
    config = RunConfig(task=task, hidden=(2,), particle_hidden=hidden, dtype="float64")
    trainer = Trainer(config)
    for _ in range(3):
        trainer.advance()
    snapshot, slow = trainer.snapshot(), reference_of(trainer)
    one_each = torch.eye(5, dtype=torch.float64)
    with torch.no_grad():
        response = torch.stack([particle.net(one_each)[:, 0] for particle in slow.particles], 1)
    found = torch.tensor(np.stack([snapshot.copy, *snapshot.leaks, snapshot.weight]))
    torch.testing.assert_close(found, response, rtol=1e-12, atol=1e-14)
    x, y = TASKS[task].sample(SAMPLES, torch.float64)
    net = dense(config.organism.widths, "gelu", response[4]).requires_grad_()
    LOSSES[task](net(x), y).backward()
    expected = torch.cat([matrix.grad.flatten() for matrix in net.parameters()])
    torch.testing.assert_close(torch.tensor(snapshot.gradient), expected, rtol=1e-9, atol=1e-12)


def test_a_big_organism_gets_the_first_order_estimate_and_says_so():
    widths = (225, 100, 100, 10)
    weight, batch = example(widths, "mnist15", samples=20)
    found = found_with(kernels, widths, "gelu", "mnist15", 0.1 * weight, batch)
    assert found.method == FIRST_ORDER
    torch.testing.assert_close(found.contribution, -0.1 * weight * found.gradient)
    assert (found.error > 0).all()


@pytest.mark.parametrize("name", PRESETS)
def test_the_presets_organisms_are_measured_exactly_but_for_the_largest(name):
    exact = exact_cost(PRESETS[name].config.organism) <= AFFORDABLE
    assert exact == (name not in ("mnist28", "fashion28"))


@pytest.mark.parametrize("task", EVERY_TASK)
def test_no_sample_is_one_of_the_test_set(task):
    sample, test = TASKS[task].sample(SAMPLES, torch.float32), TASKS[task].test(torch.float32)
    assert len(sample.x) == len(sample.y) == SAMPLES
    tested = {row.tobytes() for row in test.x.numpy()}
    assert not any(row.tobytes() in tested for row in sample.x.numpy())
    again = TASKS[task].sample(SAMPLES, torch.float32)
    assert all(map(torch.equal, sample, again))
