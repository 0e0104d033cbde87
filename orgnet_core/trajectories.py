# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# scikit-learn and threadpoolctl come without types.
"""Paths of particles through weight space, seen along their principal axes (paper, Fig. 12).

Two fits: all particles of a layer over all steps share three axes, or each particle has its own.
An axis points where its largest loading is positive (scikit-learn's `svd_flip`), so the same
weights always give the same picture.
"""

from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from threadpoolctl import threadpool_limits

AXES = 3


@dataclass(frozen=True, eq=False)
class Trajectories:
    """Where P particles are at T steps, and what share of the variance each axis explains.

    A point whose weights are not finite numbers (or whose squared length is none in float32) is
    NaN and no part of the fit. Axes that are missing (n < 3, too few points) are 0 and explain
    0; where nothing varies there is nothing to explain: NaN.
    """

    coordinates: np.ndarray  # float32 [T, P, 3]
    explained: np.ndarray  # float64 [groups, 3], shares 0..1 of the variance; a row a fit


def by_layer(weights: np.ndarray, shapes: list[tuple[int, int]]) -> Trajectories:
    """Shared axes within each layer, for `weights` [T, n, P] of an organism of these `shapes`."""
    ends = accumulate((cells * edges for cells, edges in shapes), initial=0)
    return _of_groups(weights, [slice(*pair) for pair in pairwise(ends)])


def by_particle(weights: np.ndarray) -> Trajectories:
    """Axes of its own for each particle of `weights` [T, n, P]."""
    return _of_groups(weights, [slice(p, p + 1) for p in range(weights.shape[2])])


def _of_groups(weights: np.ndarray, groups: list[slice]) -> Trajectories:
    steps, _, particles = weights.shape
    coordinates = np.full((steps, particles, AXES), np.nan, np.float32)
    explained = np.empty((len(groups), AXES))
    # On a busy machine BLAS's threads wait for each other: up to 20 times as long as one alone.
    with threadpool_limits(1, user_api="blas"):
        for group, share in zip(groups, explained, strict=True):
            points = weights[:, :, group].swapaxes(1, 2)  # [T, particles of the group, n]
            with np.errstate(over="ignore", invalid="ignore"):
                known = np.isfinite(np.square(points, dtype=np.float32).sum(2))
            seen = coordinates[:, group]
            seen[known], share[:] = _principal(points[known].astype(np.float64))
    return Trajectories(coordinates, explained)


def _principal(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(coordinates [N, 3], explained shares [3]) of float64 `points` [N, n] along their axes."""
    from sklearn.decomposition import PCA  # takes two seconds to import

    seen, share = np.zeros((len(points), AXES)), np.zeros(AXES)
    if len(points) < 2 or not np.ptp(points, axis=0).any():
        return seen, np.full(AXES, np.nan)
    # Centred first: its covariance would lose what a particle moves beside where it stands.
    points = points - points.mean(0)
    axes = min(AXES, *points.shape)
    pca = PCA(axes, svd_solver="covariance_eigh")
    seen[:, :axes] = pca.fit(points).transform(points)
    share[:axes] = pca.explained_variance_ratio_
    return seen, share
