"""What particles do to each other and to themselves, on copies: attack, melt, self-application.

Attack and melt are those of the authors' artificial chemistries of self-replicators (Gabor et al.
2019, 2022) and of their public code; the paper leaves them to future work. There particles meet in
a soup and a melt makes a new one; that whoever is acted on stays in its place in an organism, and
the molten particle takes it, is ours.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from orgnet_core.config import RunConfig
from orgnet_core.fixpoints import classify, count_kinds
from orgnet_core.organism import Organism
from orgnet_core.particles import Particles
from orgnet_core.pruning import Specimen, evaluate
from orgnet_core.robustness import MOST, has_ended


class Operator(StrEnum):
    """What an actor A makes of a target B, of n weights each."""

    ATTACK = "attack"  # B's weights become those that A writes for them, A ◁ B
    MELT = "melt"  # n // 2 of B's weights, at places drawn anew for each pair, become A's


class Scope(StrEnum):
    """Whom a particle can meet."""

    CELL = "cell"  # those that feed the same cell
    LAYER = "layer"
    EVERYWHERE = "everywhere"


class Pairs(NamedTuple):
    """K pairs of particle numbers; nobody is a target twice."""

    actors: np.ndarray  # int [K]
    targets: np.ndarray  # int [K]


@dataclass(frozen=True)
class Standing:
    """What an organism is and how well it does."""

    kinds: dict[str, int]  # how many particles of each kind, by lower-case name
    metric: float  # on the whole test set
    task_loss: float
    replication_loss: float  # mean over particles


def neighbours(organism: Organism, particle: int, scope: Scope) -> np.ndarray:
    """Numbers of the particles that one can meet, itself among them; int [M]."""
    layer, cell, _ = (of_all == of_all[particle] for of_all in organism.positions())
    meets = {Scope.CELL: layer & cell, Scope.LAYER: layer, Scope.EVERYWHERE: layer | True}
    return np.flatnonzero(meets[scope])


def random_pairs(members: np.ndarray, seed: int) -> Pairs:
    """Those particles [M] in M // 2 pairs, drawn at random; of an odd number one is left out."""
    drawn = np.random.default_rng(seed).permutation(members)
    half = len(drawn) // 2
    return Pairs(drawn[:half], drawn[half : 2 * half])


def one_on_all(actor: int, members: np.ndarray) -> Pairs:
    """One particle, and each of the others among those [M]."""
    targets = members[members != actor]
    return Pairs(np.full_like(targets, actor), targets)


def act(operator: Operator, weights: Tensor, hidden: int, pairs: Pairs, seed: int = 0) -> Tensor:
    """A copy of an organism's particle weights [n, P], all pairs having met at once; `seed` draws
    the places of a melt."""
    actors, targets = (torch.as_tensor(each, device=weights.device) for each in pairs)
    acting, acted_on = weights[:, actors], weights[:, targets]
    if operator is Operator.ATTACK:
        made = Particles(acting, hidden).replicate(onto=Particles(acted_on, hidden))
    else:
        made = torch.where(_half(acting.shape, seed).to(weights.device), acting, acted_on)
    after = weights.clone()
    after[:, targets] = made
    return after


def standing(config: RunConfig, weights: Tensor) -> Standing:
    """Of the organism that the particles [n, P] make up."""
    specimen, particles = (
        Specimen.of_particles(config, weights),
        Particles(weights, config.particle_hidden),
    )
    score = evaluate(specimen)
    return Standing(
        count_kinds(specimen.kind),
        score.metric,
        score.task_loss,
        float(particles.replication_loss().mean()),
    )


def apply_repeatedly(start: Tensor, hidden: int, steps: int = MOST) -> np.ndarray:
    """What particles [n, K] have become after so many self-applications, uint8 [K], Kind.

    Secondary is on an orbit of period 2; other still moves, or is on a longer one.
    """
    now, living = start.clone(), torch.arange(start.shape[1], device=start.device)
    for _ in range(steps):
        living = living[~has_ended(now[:, living])]
        if not len(living):
            break
        now[:, living] = Particles(now[:, living], hidden).replicate()
    return classify(Particles(now, hidden)).cpu().numpy()


def random_start(hidden: int, count: int, seed: int) -> Tensor:
    """Particles as they are drawn when an organism begins: Xavier uniform, [n, count]."""
    return Particles.initial(hidden, count, torch.Generator().manual_seed(seed)).weights


def _half(shape: torch.Size, seed: int) -> Tensor:
    """bool [n, K], n // 2 places of each column True."""
    generator = torch.Generator().manual_seed(seed)
    rank = torch.rand(shape, generator=generator, dtype=torch.float64).argsort(0).argsort(0)
    return rank < shape[0] // 2
