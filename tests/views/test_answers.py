"""What a page computes by itself of an organism's answer; JavaScript is held to the same cases
(tests/js), which are torch's."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from orgnet_core.organism import Organism
from orgnet_core.tasks import TASKS
from orgnet_core.tasks.data import load_mnist
from orgnet_core.tasks.data.shrinking import shrink
from orgnet_views.samples import samples_of

TESTS = Path(__file__).parents[1]
ORGANISMS, SHRUNK = (
    json.loads((TESTS / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("organisms", "shrunk")
)


@pytest.mark.parametrize("case", ORGANISMS, ids=lambda case: case["activation"])
def test_outputs_and_gradients_are_torchs(case):
    organism = Organism(tuple(case["widths"]), case["activation"])
    weight = torch.tensor(case["weight"], dtype=torch.float64, requires_grad=True)
    output = organism.forward(torch.tensor([case["input"]], dtype=torch.float64), weight)[0]
    assert output.tolist() == pytest.approx(case["layers"][-1]["values"], abs=1e-12)
    output[0].backward()
    assert weight.grad is not None
    assert weight.grad.tolist() == pytest.approx(case["gradient"], abs=1e-12)


@pytest.mark.parametrize("case", SHRUNK, ids=lambda case: str(case["number"]))
def test_shrunk_pictures_are_those_of_the_package(case):
    whole, small = (load_mnist(side).test_images[case["number"]] for side in (28, 15))
    assert case["bytes"] == whole.ravel().tolist() and case["shrunk"] == small.ravel().tolist()
    off = shrink(whole[None], 15)[0].astype(int) - small
    assert np.abs(off).max() <= 1  # 0 where torch takes the way that made the files


def frames(images: np.ndarray) -> np.ndarray:
    """Rows and columns that have ink, [N, 2]."""
    tall, wide = (images.any(axis) for axis in (2, 1))
    return np.stack(
        [each.shape[1] - each.argmax(1) - each[:, ::-1].argmax(1) for each in (tall, wide)], 1
    )


def test_mnists_digits_are_as_their_preparation_says():
    preparation, images = TASKS["mnist28"].picture.preparation, load_mnist(28).test_images
    assert preparation.field == preparation.side == 28 and preparation.stretch == 1
    longest = frames(images).max(1)
    assert preparation.box == (20, 20) and (longest == 20).mean() > 0.999 and longest.max() == 20
    ink = images.astype(float)
    for axis in (1, 2):
        place = np.arange(28).reshape((-1, 1) if axis == 1 else (1, -1))
        centre = (ink * place).sum((1, 2)) / ink.sum((1, 2))
        assert preparation.centre == "mass" and (np.abs(centre - 14) <= 0.5).all()


def test_small_digits_fill_their_height_and_most_about_the_width_of_their_box():
    preparation, (x, _) = TASKS["digits"].picture.preparation, TASKS["digits"].test(torch.float64)
    tall, wide = frames(x.numpy().reshape(-1, 8, 8)).T
    blocks = preparation.field // preparation.side
    assert (tall == preparation.box[0] / blocks).all()
    assert np.median(wide) == 6  # 20 of 32 dots in the middle touch six blocks of four


def test_fashion_fills_its_frame_and_variants_are_prepared_alike():
    picture = TASKS["fashion15"].picture
    x = TASKS["fashion15"].test(torch.float32).x.numpy().reshape(-1, 15, 15)
    assert picture.preparation.box == (28, 28) and (frames(x).max(1) == 15).mean() > 0.99
    for name in ("mnist15-crop9", "mnist15-random"):
        assert TASKS[name].picture.preparation == TASKS["mnist15"].picture.preparation
    assert TASKS["cifar"].picture.preparation is None


def test_samples_are_the_test_set_from_anywhere_on():
    x, y = TASKS["mnist15"].test(torch.float32)
    inputs, targets, scale = samples_of("mnist15", torch.float32, 9_998, 1_000)
    assert torch.equal(torch.tensor(inputs).float().div_(scale), x[-2:])
    assert targets.tolist() == [[label] for label in y[-2:].tolist()]
    inputs, targets, scale = samples_of("addition", torch.float64, 0, 3)
    assert scale == 1 and np.array_equal(inputs.sum(1), targets[:, 0])
