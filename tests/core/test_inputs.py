"""What a particle reads, counted the slow way."""

import numpy as np
import pytest
import torch

from orgnet_core.inputs import edge_values
from orgnet_core.organism import Organism
from orgnet_core.pruning.dense import dense
from orgnet_core.tasks import TASKS, Readings
from orgnet_core.tasks.data import load_mnist


@pytest.mark.parametrize(("task", "row", "column"), [("mnist15", 7, 8), ("mnist28", 13, 5)])
def test_a_pixels_readings_are_those_of_all_training_images(task, row, column):
    picture = TASKS[task].picture
    side = picture.grid[1]
    readings = picture.readings(row, column)
    assert len(readings.values) == 60_000 and 0 <= readings.values.min() <= readings.values.max()
    mean = picture.mean[row * side + column]
    assert readings.values.mean() == pytest.approx(mean, rel=1e-5)
    images, labels = load_mnist(side)[:2]
    assert readings.lit == sum(int(image[row, column]) > 0 for image in images)
    for digit, found in enumerate(readings.class_means):
        assert found == pytest.approx(images[labels == digit][:, row, column].mean() / 255)


def test_the_lower_left_corner_is_black_in_every_image():
    readings = TASKS["mnist15"].picture.readings(14, 0)
    assert readings.lit == 0 and (readings.class_means == 0).all()


def test_class_means_by_hand():
    readings = Readings(np.array([1.0, 2, 3, 5]), np.array([0, 1, 0, 1]))
    assert readings.class_means.tolist() == [2, 3.5] and readings.lit == 4


@pytest.mark.parametrize("activation", ["gelu", "linear"])
def test_every_edge_carries_what_the_dense_net_has_there(activation):
    organism = Organism((4, 3, 2, 5), activation)
    generator = torch.Generator().manual_seed(1)
    weight = torch.randn(organism.particles, generator=generator, dtype=torch.float64)
    x = torch.randn(6, 4, generator=generator, dtype=torch.float64)
    net = dense(organism.widths, activation, weight)
    for layer, (_, edges) in enumerate(organism.shapes):
        read = net[: 2 * layer](x)
        for edge in range(edges):
            found = edge_values(organism, weight, x, layer, edge)
            torch.testing.assert_close(found, read[:, edge])
