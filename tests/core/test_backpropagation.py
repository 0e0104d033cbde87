"""The compiled gradient is autograd's, whatever the organism."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core import sharing, threads
from orgnet_core.backpropagation import ByAutograd, Compiled, Narrow, gradient_for
from orgnet_core.organism import ACTIVATIONS, Organism
from orgnet_core.tasks import TASKS, Batch

CLOSE = {torch.float32: 1e-6, torch.float64: 1e-12}
DTYPES = st.sampled_from(list(CLOSE))
each_compiled = pytest.mark.parametrize("compiled", [Compiled, Narrow])
MNIST, ADDITION = TASKS["mnist15"], TASKS["addition"]


def example(widths, task, size, dtype, seed=1, scale=0.5):
    """(organism, batch, task weights), all from the seed."""
    generator = torch.Generator().manual_seed(seed)
    organism = Organism(widths)
    x = torch.rand(size, widths[0], generator=generator, dtype=torch.float64)
    x = torch.where(x < 0.3, 0, x)
    weight = torch.randn(organism.particles, generator=generator, dtype=torch.float64) * scale
    if task.classes:
        y = torch.randint(0, widths[-1], (size,), generator=generator)
    else:
        y = torch.randn(size, widths[-1], generator=generator, dtype=torch.float64).to(dtype)
    return organism, Batch(x.to(dtype), y), weight.to(dtype)


def exact(organism, task, batch, weight):
    """By autograd, in float64."""
    y = batch.y if task.classes else batch.y.double()
    return ByAutograd(organism, task)(Batch(batch.x.double(), y), weight.double())


def assert_close(found, expected, dtype):
    scale = expected.slope.abs().max()
    assert (found.slope.double() - expected.slope).abs().max() <= CLOSE[dtype] * scale
    assert found.loss == pytest.approx(expected.loss, rel=CLOSE[dtype])
    assert found.score == pytest.approx(expected.score, rel=CLOSE[dtype])


@given(
    gradient=st.sampled_from([Compiled, Narrow]),
    widths=st.lists(st.integers(1, 20), min_size=2, max_size=5).map(tuple),
    activation=st.sampled_from(list(ACTIVATIONS)),
    task=st.sampled_from([MNIST, ADDITION]),
    size=st.integers(1, 40),
    dtype=DTYPES,
    seed=st.integers(0, 2**31),
)
def test_any_shape_activation_loss_and_batch_size(
    gradient, widths, activation, task, size, dtype, seed
):
    organism, batch, weight = example(widths, task, size, dtype, seed)
    organism = Organism(widths, activation)
    found = gradient(organism, task, dtype)(batch, weight)
    assert_close(found, exact(organism, task, batch, weight), dtype)


@each_compiled
@given(dtype=DTYPES, scale=st.floats(1, 300), seed=st.integers(0, 1000))
def test_outputs_that_are_far_apart(compiled, dtype, scale, seed):
    """Where all but one probability is zero, as in a batch that is quite sure of itself."""
    organism, batch, weight = example((6, 4, 3), MNIST, 9, dtype, seed, scale)
    found = compiled(organism, MNIST, dtype)(batch, weight)
    expected = exact(organism, MNIST, batch, weight)
    size = max(1e-30, expected.slope.abs().max().item(), scale * 1e-7)
    assert (found.slope.double() - expected.slope).abs().max() <= 30 * CLOSE[dtype] * size
    assert found.loss == pytest.approx(expected.loss, rel=10 * CLOSE[dtype], abs=1e-30)


@each_compiled
def test_a_short_last_batch_and_then_a_whole_one_again(compiled):
    organism, batch, weight = example((7, 5, 3), MNIST, 50, torch.float64)
    gradient = compiled(organism, MNIST, torch.float64)
    for size in (50, 13, 50, 1, 50):
        part = Batch(batch.x[:size], batch.y[:size])
        assert_close(gradient(part, weight), exact(organism, MNIST, part, weight), torch.float64)


@pytest.mark.parametrize("cores", [1, 2, 3])
@pytest.mark.parametrize("dtype", CLOSE, ids=str)
def test_wide_layers_are_shared_among_threads_bit_by_bit(monkeypatch, cores, dtype):
    monkeypatch.setattr(sharing, "LARGE", 1000)
    monkeypatch.setattr(sharing, "ROWS", 16)
    monkeypatch.setattr(sharing, "NUMBERS", 64)
    organism, batch, weight = example((30, 50, 40, 3), MNIST, 60, dtype)
    monkeypatch.setattr(threads, "cores", lambda: cores)
    shared = Compiled(organism, MNIST, dtype)(batch, weight)
    assert_close(shared, exact(organism, MNIST, batch, weight), dtype)
    monkeypatch.setattr(threads, "cores", lambda: 1)
    assert torch.equal(shared.slope, Compiled(organism, MNIST, dtype)(batch, weight).slope)


@each_compiled
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("task", [MNIST, ADDITION], ids=["classes", "numbers"])
def test_an_organism_that_has_failed_scores_no_number(compiled, task, bad):
    organism, batch, weight = example((6, 4, 3), task, 9, torch.float32)
    weight[-1] = bad
    found = compiled(organism, task, torch.float32)(batch, weight)
    assert not np.isfinite(found.loss) and not np.isfinite(found.score)


@each_compiled
def test_of_equal_outputs_the_first_class_is_named(compiled):
    organism, batch, weight = example((6, 4, 3), MNIST, 30, torch.float32)
    found = compiled(organism, MNIST, torch.float32)(batch, 0 * weight)
    assert found.score == pytest.approx((batch.y == 0).double().mean().item())


def test_it_is_forced_or_chosen_with_the_kernel():
    organism, *_ = example((6, 4, 3), MNIST, 9, torch.float32)
    assert isinstance(gradient_for(organism, MNIST, torch.float32, True), Narrow)
    wide = Organism((6, 13, 3))
    assert isinstance(gradient_for(wide, MNIST, torch.float32, True), Compiled)
    assert isinstance(gradient_for(organism, MNIST, torch.float32, False), ByAutograd)
