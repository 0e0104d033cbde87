"""What every registered task promises: batches, noise, a test set, a loss and a score."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
import torch
import torch.nn.functional as F
from pictures import EVERY_TASK
from torch import Generator, Tensor

from orgnet_core.random_numbers import Place
from orgnet_core.tasks import TASKS, Batch, batches_per_epoch
from orgnet_core.tasks.data import load_mnist

each_task = pytest.mark.parametrize("name", EVERY_TASK)
each_mnist = pytest.mark.parametrize("name", ["mnist15", "mnist28"])
FLOATS = torch.float32, torch.float64
each_dtype = pytest.mark.parametrize("dtype", FLOATS, ids=str)


def epoch(name: str, seed=1, batch_size=7000, noise=0.0, dtype=torch.float32) -> Iterator[Batch]:
    """One epoch; with 7,000 a batch its last one is short for every task."""
    for number in range(batches_per_epoch(name, batch_size)):
        yield TASKS[name].batch(Place(seed, 0, number), batch_size, noise, dtype)


def same(first: Batch, second: Batch) -> bool:
    return all(map(torch.equal, first, second))


def perfect_output(name: str, y: Tensor) -> Tensor:
    """[B, outputs]: what an organism would have to answer to be always right, and sure of it."""
    return y if y.is_floating_point() else 100.0 * F.one_hot(y, TASKS[name].outputs)


def assert_fits(name: str, batch: Batch, size: int, dtype: torch.dtype) -> None:
    task = TASKS[name]
    assert batch.x.shape == (size, task.inputs) and batch.x.dtype == dtype
    if batch.y.is_floating_point():
        assert batch.y.shape == (size, task.outputs) and batch.y.dtype == dtype
    else:
        assert batch.y.shape == (size,) and batch.y.dtype == torch.int64
        assert batch.y.min() >= 0 and batch.y.max() < task.outputs


@each_task
@each_dtype
@pytest.mark.parametrize("batch_size", [300, 7000])
def test_an_epoch_has_the_samples_and_batches_it_is_said_to_have(name, dtype, batch_size):
    left, batches = TASKS[name].samples, 0
    for batch in epoch(name, batch_size=batch_size, dtype=dtype):
        assert_fits(name, batch, min(batch_size, left), dtype)
        left, batches = left - len(batch.x), batches + 1
    assert left == 0 and batches == batches_per_epoch(name, batch_size)


@each_task
def test_a_seed_decides_the_epoch(name):
    assert all(map(same, epoch(name, seed=1, noise=0.1), epoch(name, seed=1, noise=0.1)))
    assert not any(map(same, epoch(name, seed=1), epoch(name, seed=2)))


@each_task
def test_the_next_epoch_is_another(name):
    places = Place(1, 0, 0), Place(1, 1, 0)
    first, second = (TASKS[name].batch(place, 50, 0.0, torch.float32) for place in places)
    assert not same(first, second)


@each_task
def test_a_batch_is_the_same_without_those_before_it(name):
    *_, last = epoch(name, noise=0.1)
    number = batches_per_epoch(name, 7000) - 1
    assert same(TASKS[name].batch(Place(1, 0, number), 7000, 0.1, torch.float32), last)


@each_task
@each_dtype
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_batches_in_a_row_are_those_one_by_one(name, dtype, noise):
    """Of an odd number of inputs in all, where there are 225; the last one is short."""
    alone = list(epoch(name, batch_size=777, noise=noise, dtype=dtype))
    for first, count in ((0, len(alone)), (1, 1), (len(alone) // 2, len(alone))):
        row = TASKS[name].batch(Place(1, 0, first), 777, noise, dtype, count)
        expected = alone[first : first + count]
        assert same(row, Batch(*map(torch.cat, zip(*expected, strict=True))))


@each_task
def test_both_dtypes_see_the_same_samples(name):
    single, double = (next(epoch(name, noise=0.1, dtype=each)) for each in FLOATS)
    torch.testing.assert_close(single.x.double(), double.x, rtol=1e-6, atol=1e-6)


@each_mnist
def test_an_epoch_shows_every_training_image_once_with_its_label(name):
    mnist = load_mnist(TASKS[name].picture.grid[1])
    stored = Counter(
        (image.tobytes(), label)
        for image, label in zip(mnist.train_images, mnist.train_labels.tolist(), strict=True)
    )
    shown = Counter()
    for x, y in epoch(name):
        pixels = (x * 255).round().byte().numpy()
        shown.update((row.tobytes(), label) for row, label in zip(pixels, y.tolist(), strict=True))
    assert shown == stored


@each_mnist
def test_the_name_says_the_size(name):
    side = int(name.removeprefix("mnist"))
    assert TASKS[name].picture.grid == (side, side) and TASKS[name].inputs == side**2


@each_mnist
def test_an_epoch_is_shuffled(name):
    labels = torch.cat([batch.y for batch in epoch(name)])
    stored = torch.tensor(load_mnist(TASKS[name].picture.grid[1]).train_labels)
    assert 0.08 < (labels == stored).double().mean() < 0.12  # one in ten agrees by chance


@each_task
def test_noise_is_normal_scaled_and_leaves_the_answers_alone(name):
    clean, little, much = (
        next(epoch(name, batch_size=1000, noise=noise, dtype=torch.float64))
        for noise in (0.0, 0.01, 0.5)
    )
    assert torch.equal(little.y, clean.y) and torch.equal(much.y, clean.y)
    noise = (little.x - clean.x) / 0.01
    assert torch.allclose((much.x - clean.x) / 0.5, noise, atol=1e-9)
    assert abs(noise.mean()) < 0.1 and abs(noise.std() - 1) < 0.1


@each_mnist
def test_every_batch_gets_noise_of_its_own(name):
    drawn = [
        noisy.x - clean.x for clean, noisy in zip(epoch(name), epoch(name, noise=0.1), strict=True)
    ]
    assert all(noise.std() == pytest.approx(0.1, rel=0.01) for noise in drawn)
    assert all(
        not torch.allclose(first[:100], second[:100], atol=0.01)
        for first, second in pairwise(drawn)
    )


@each_task
@each_dtype
def test_the_test_set_is_always_the_same(name, dtype):
    task = TASKS[name]
    before = Batch(*(part.clone() for part in task.test(dtype)))
    assert_fits(name, before, task.test_size, dtype)
    state = torch.get_rng_state()
    list(epoch(name, noise=1.0, dtype=dtype))
    assert same(task.test(dtype), before)
    assert torch.equal(torch.get_rng_state(), state)  # everyone else's dice lie as they lay


@each_mnist
@each_dtype
def test_the_test_set_is_mnists_own_without_noise(name, dtype):
    mnist = load_mnist(TASKS[name].picture.grid[1])
    x, y = TASKS[name].test(dtype)
    pixels = torch.tensor(mnist.test_images.reshape(10_000, -1), dtype=dtype)
    assert torch.equal(x, pixels / 255)
    assert y.tolist() == mnist.test_labels.tolist()


def test_the_sums_to_test_on_are_right():
    x, y = TASKS["addition"].test(torch.float64)
    assert torch.equal(y, x[:, :1] + x[:, 1:])


@each_task
def test_loss_and_score_are_single_numbers_and_the_loss_has_a_gradient(name):
    task = TASKS[name]
    x, y = next(epoch(name, batch_size=50))
    output = torch.zeros(len(x), task.outputs, requires_grad=True)
    loss, score = task.loss(output, y), task.score(output.detach(), y)
    assert loss.shape == score.shape == () and loss.isfinite() and score.isfinite()
    loss.backward()
    assert output.grad.isfinite().all() and output.grad.any()


@each_task
def test_right_answers_have_the_best_loss_and_score(name):
    task = TASKS[name]
    y = task.test(torch.float32).y
    right, wrong = perfect_output(name, y), perfect_output(name, y.roll(1, 0))
    assert task.loss(right, y) == pytest.approx(0, abs=1e-6) and task.loss(wrong, y) > 0.1
    best, worse = task.score(right, y), task.score(wrong, y)
    assert best == (1 if task.higher_is_better else 0) and abs(best - worse) > 0.5
    assert (best > worse) == task.higher_is_better
    both = task.score(torch.cat([right, wrong]), torch.cat([y, y]))
    assert both == pytest.approx((best + worse) / 2)  # a mean, whatever the number of samples


@each_task
def test_a_picture_has_a_pixel_for_every_input(name):
    task = TASKS[name]
    if task.picture is not None:
        rows, columns = task.picture.grid
        assert rows * columns == task.inputs


@each_task
@each_dtype
def test_the_mean_of_the_samples_losses_is_the_loss(name, dtype):
    task, batch = TASKS[name], next(epoch(name, dtype=dtype))
    generator = Generator().manual_seed(3)
    output = 3 * torch.randn(len(batch.x), task.outputs, generator=generator, dtype=dtype)
    losses = task.losses(output.T, batch.y)
    assert losses.shape == (len(batch.x),)
    one, other = task.losses(torch.stack([output.T, -output.T]), batch.y)
    torch.testing.assert_close(one, losses)
    torch.testing.assert_close(other.mean(), task.loss(-output, batch.y))
    torch.testing.assert_close(losses.mean(), task.loss(output, batch.y))
    torch.testing.assert_close(losses[:1].mean(), task.loss(output[:1], batch.y[:1]))


def test_pixels_are_dark_below_a_256th_of_the_mean_images_maximum():
    """65 of them; the paper's Fig. 10 counts 68 in its own resizing."""
    dark = TASKS["mnist15"].picture.dark
    assert len(dark) == 65
    images = load_mnist(15).train_images.reshape(60_000, -1).mean(0)
    assert set(dark) == {i for i in range(225) if images[i] < images.max() / 256}
    assert TASKS["addition"].picture is None
