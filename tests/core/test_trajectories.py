"""Paths along principal axes, held to a plain singular value decomposition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core.trajectories import by_layer, by_particle

SHAPES = [(2, 3), (1, 2)]  # 6 and 2 particles


def wandering(steps=7, n=5, particles=8, seed=0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((steps, n, particles)).astype(np.float32)


def by_svd(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates [N, 3] and explained shares [3] of points [N, n], straight from their SVD."""
    points = points.astype(np.float64)
    centred = points - points.mean(0)
    _, size, axes = np.linalg.svd(centred, full_matrices=False)
    columns = []
    for axis in axes[:3]:
        sign = np.sign(axis[np.argmax(np.abs(axis))])
        columns.append(sign * centred @ axis)
    shares = size**2 / (size**2).sum()
    missing = 3 - len(columns)
    columns += [np.zeros(len(points))] * missing
    return np.stack(columns, 1), np.append(shares, [0] * missing)[:3]


def assert_same(coordinates, explained, points):
    expected, shares = by_svd(points.reshape(-1, points.shape[-1]))
    np.testing.assert_allclose(coordinates.reshape(-1, 3), expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(explained, shares, rtol=1e-6, atol=1e-12)


@given(steps=st.integers(2, 9), n=st.integers(1, 9), seed=st.integers(0, 1000))
def test_a_layers_paths_are_those_of_an_svd_of_all_its_points(steps, n, seed):
    weights = wandering(steps, n, 8, seed)
    paths = by_layer(weights, SHAPES)
    assert paths.coordinates.dtype == np.float32 and paths.coordinates.shape == (steps, 8, 3)
    for layer, of_layer in enumerate((slice(0, 6), slice(6, 8))):
        points = weights[:, :, of_layer].transpose(0, 2, 1)
        assert_same(paths.coordinates[:, of_layer], paths.explained[layer], points)


@given(steps=st.integers(3, 9), n=st.integers(1, 9), seed=st.integers(0, 1000))
def test_a_particles_path_is_that_of_an_svd_of_its_own_points(steps, n, seed):
    weights = wandering(steps, n, 3, seed)
    paths = by_particle(weights)
    assert paths.explained.shape == (3, 3)
    for particle in range(3):
        points = weights[:, :, particle]
        assert_same(paths.coordinates[:, particle], paths.explained[particle], points)


def test_a_straight_walk_lies_on_the_first_axis_and_points_along_its_largest_weight():
    direction = np.array([0.1, -2, 0.5, 1])
    weights = (np.arange(5)[:, None] * direction)[:, :, None]
    paths = by_particle(weights)
    length = np.linalg.norm(direction)
    backwards = length * (2 - np.arange(5))  # the largest loading, of −2, is made positive
    np.testing.assert_allclose(paths.coordinates[:, 0, 0], backwards, rtol=1e-6)
    np.testing.assert_allclose(paths.coordinates[:, 0, 1:], 0, atol=1e-6)
    np.testing.assert_allclose(paths.explained, [[1, 0, 0]], atol=1e-12)


def test_a_tiny_movement_far_from_zero_is_seen():
    """A replicator hardly moves: 1e-7 beside weights of 1, in float64."""
    walk = 1e-7 * np.array([[0, 1, 0, -1, 0], [0, 0, 2, 0, -2], [0] * 5, [0] * 5]).T
    paths = by_particle((1 + walk)[:, :, None])
    expected = 1e-7 * np.array([0, 0, 2, 0, -2])
    np.testing.assert_allclose(paths.coordinates[:, 0, 0], expected, atol=1e-13)
    np.testing.assert_allclose(paths.explained, [[0.8, 0.2, 0]], atol=1e-6)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e30])
def test_a_point_that_is_no_number_is_nan_and_spoils_no_fit(bad):
    weights = wandering()
    weights[3, 2, 1] = bad
    for fit in (lambda w: by_layer(w, SHAPES), by_particle):
        paths = fit(weights)
        lost = np.isnan(paths.coordinates)
        assert lost[3, 1].all() and lost.sum() == 3
    others = np.delete(weights[:, :, 1], 3, axis=0)
    assert_same(np.delete(paths.coordinates[:, 1], 3, 0), paths.explained[1], others)
    layer = by_layer(weights, SHAPES)
    known = weights[:, :, :6].transpose(0, 2, 1).reshape(-1, 5)
    kept = np.isfinite(layer.coordinates[:, :6]).all(2).ravel()
    seen = layer.coordinates[:, :6].reshape(-1, 3)[kept]
    assert_same(seen, layer.explained[0], known[kept])


def test_a_particle_of_which_nothing_is_known_is_nan_throughout():
    weights = wandering()
    weights[:, 0, 7] = np.nan
    paths = by_particle(weights)
    assert np.isnan(paths.coordinates[:, 7]).all() and np.isnan(paths.explained[7]).all()


@pytest.mark.parametrize("steps", [0, 1])
def test_with_fewer_than_two_points_nothing_is_explained(steps):
    paths = by_particle(wandering(steps))
    assert paths.coordinates.shape == (steps, 8, 3) and (paths.coordinates == 0).all()
    assert np.isnan(paths.explained).all()


def test_two_points_make_one_axis():
    weights = wandering(2)
    paths = by_particle(weights)
    apart = np.linalg.norm(weights[1] - weights[0], axis=0)
    first, second = paths.coordinates[:, :, 0]
    np.testing.assert_allclose(np.abs(second - first), apart, rtol=1e-5)
    np.testing.assert_allclose(paths.explained, [[1, 0, 0]] * 8, atol=1e-12)


def test_particles_that_stand_still_are_at_the_origin_with_nothing_to_explain():
    paths = by_particle(np.ones((4, 5, 2), np.float32))
    assert (paths.coordinates == 0).all() and np.isnan(paths.explained).all()


def test_the_same_weights_always_give_the_same_picture():
    one, two = by_layer(wandering(), SHAPES), by_layer(wandering(), SHAPES)
    assert one.coordinates.tobytes() == two.coordinates.tobytes()
    assert np.array_equal(one.explained, two.explained)


def test_the_weights_are_left_alone():
    weights = wandering()
    weights.setflags(write=False)
    by_layer(weights, SHAPES), by_particle(weights)
