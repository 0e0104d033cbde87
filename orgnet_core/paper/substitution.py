"""Weight re-substitution (paper, section IV-B): each particle as one number of a dense net.

The organism here is computed as it is defined, every particle a net of its own with one input, and
not by the response that makes it a dense net by itself.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from orgnet_core.organism import Organism
from orgnet_core.particles import WEIGHT, Particles
from orgnet_core.tasks import Batch


@dataclass(frozen=True)
class CopyErrors:
    """Mean absolute errors over a batch (Fig. 5)."""

    organism: float  # of the organism's outputs, particle by particle
    copy: float  # of the dense net's
    difference: float  # between the two


def copy_errors(organism: Organism, particles: Particles, batch: Batch) -> CopyErrors:
    """In the dtype of the particles [n, P]."""
    x, y = (each.to(particles.weights.dtype) for each in batch)
    ours = particle_by_particle(organism, particles, x)
    dense = organism.forward(x, particles.response()[WEIGHT])
    pairs = ((ours, y), (dense, y), (ours, dense))
    return CopyErrors(*((one - other).abs().mean().item() for one, other in pairs))


def particle_by_particle(organism: Organism, particles: Particles, x: Tensor) -> Tensor:
    """Outputs [B, out] for inputs x [B, in]: a cell sums what its particles say of (0, 0, 0, 0, x),
    an edge each (Fig. 1)."""
    first, second, third = particles.layers()
    said = first[:, WEIGHT], second, third  # of four zeros nothing comes through
    end = 0
    for layer, (cells, edges) in enumerate(organism.shapes):
        begin, end = end, end + cells * edges
        shape = (cells, edges)
        w1, w2, w3 = (each[..., begin:end].reshape(*each.shape[:-1], *shape) for each in said)
        hidden = torch.einsum("ace,be->bace", w1, x)
        hidden = torch.einsum("dace,bace->bdce", w2, hidden)
        x = organism.activate(torch.einsum("dce,bdce->bc", w3, hidden), layer)
    return x
