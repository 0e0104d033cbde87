# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# torch.linalg comes without types.
"""Constrained replication: the smallest change that makes every particle a self-replicator.

A particle is one whose response r = W3·W2·W1 is (1, 0, 0, 0, w), for any task weight w. The change
of least norm that brings r closer to that is δ = Jᵀ·λ with J the Jacobian of r, [5, n], and
    λ = (|B|²·I + |W3|²·W1ᵀ·W1 + Aᵀ·A)⁻¹ · ((1, 0, 0, 0, w) − r),  A = W2·W1,  B = W3·W2,
a step of Newton's method, to be repeated, for r bends with the weights. Ours, not the paper's.

This is the plain-torch twin, for any device; `fused_constraint` does the same on the CPU.
"""

import torch
from torch import Tensor
from torch.linalg import cholesky_ex, solve_triangular

from orgnet_core.fixpoints import EPSILON
from orgnet_core.particles import COPY, WEIGHT, Particles

ENOUGH = EPSILON / 10  # replication error, below which a particle is let be …
NEAR = EPSILON / 2  # … and after so many steps, where rounding may be what keeps it from that
PATIENCE = 10
CLOSE = 1e-6  # to its task weight, times 1 + |w|
MOST = 30  # steps
FROM_AFAR = 1000  # steps, onto task weights that are not about those it has
LONGEST = 0.3  # norm of one step: the algebra holds close by
TINY = 1e-12  # keeps what is divided by from zero


def constrain(particles: Particles, target: Tensor, most: int = MOST) -> None:
    """Move every particle, in place, until it copies itself and its task weight is `target`, [P].

    Each takes one step at least, and `most` at most. One that has been cut, all of whose weights
    are zero, stays so.
    """
    weights = particles.weights
    moving = weights.any(0).nonzero().squeeze(1)
    for step in range(most):
        some, wanted = Particles(weights[:, moving], particles.hidden), target[moving]
        some.weights.add_(some.pull_back(_pull(some, wanted)))
        weights[:, moving] = some.weights
        moving = moving[~_has_arrived(some, wanted, ENOUGH if step < PATIENCE else NEAR)]
        if not len(moving):
            break


def _has_arrived(particles: Particles, target: Tensor, enough: float) -> Tensor:
    apart = (particles.response()[WEIGHT] - target).abs()
    return (particles.replication_error() < enough) & (apart <= CLOSE * (1 + target.abs()))


def _pull(particles: Particles, target: Tensor) -> Tensor:
    """λ, [5, P], of a step that is no longer than LONGEST."""
    w1, w2, w3 = particles.layers()
    a, b = torch.einsum("ohp,hip->oip", w2, w1), torch.einsum("op,ohp->hp", w3, w2)
    gram = (w3 * w3).sum(0) * torch.einsum("hip,hjp->ijp", w1, w1)
    gram += torch.einsum("hip,hjp->ijp", a, a)
    diagonal = torch.einsum("iip->ip", gram)
    diagonal += (b * b).sum(0)
    diagonal += torch.finfo(gram.dtype).eps * diagonal.sum(0) + TINY
    wanted = -torch.einsum("hp,hip->ip", w3, a)
    wanted[COPY] += 1
    wanted[WEIGHT] += target
    root = cholesky_ex(gram.permute(2, 0, 1))[0]
    half = solve_triangular(root, wanted.T[..., None], upper=False)
    step = half.square().sum((1, 2)).sqrt().clamp_min(LONGEST)  # |δ|² = λ·J·Jᵀ·λ
    pull: Tensor = solve_triangular(root.mT, half, upper=True)
    return pull.squeeze(2).T * (LONGEST / step)
