"""How long kicked particles last, counted over many lives (paper, Fig. 4 and 7), honestly or as in
the authors' public code; and how fast a small error grows.

Fig. 4 comes out only as that code counts: its counters run on from one draw of noise to the next.
It also credits who has just died with a step as a fixpoint. Each is a switch of `Counting`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from orgnet_core.fixpoints import EPSILON, classify
from orgnet_core.particles import Particles, layer_shapes
from orgnet_core.robustness import MOST, End, end_of, has_ended, kick

LEVELS = tuple(10.0**-decade for decade in range(10))  # sizes of kick in Fig. 4 and 7
DRAWS = 10  # of noise at each level
TOGETHER = 20_000  # lives that are in memory at a time
# Of self-application at an identity fixpoint, along the copied weights: every weight layer carries
# the error on, and so does what is read.
EIGENVALUE = len(layer_shapes(1)) + 1
SMALL = 1e-9  # an error whose square does not count
SETTLED, MEASURED = 4, 2  # steps until the fastest growth is what is left, and those looked at


@dataclass(frozen=True)
class Counting:
    """Each life by itself, a step as that of a fixpoint only if an ε-fixpoint made it; or, one by
    one, with what the authors' public code does instead."""

    runs_on: bool = False  # a particle's counters run on from draw to draw, never reset
    # A step is a fixpoint's if what it led to copies itself; what has just died, as zero, does.
    credits_death: bool = False


HONEST, PUBLIC_CODE = Counting(), Counting(runs_on=True, credits_death=True)


class Counts(NamedTuple):
    """Ints [D, K] each: D draws of noise, K particles."""

    steps: np.ndarray  # self-applications until zero or divergent, or all there were
    fixpoint_steps: np.ndarray  # those of them that a fixpoint did


@dataclass(frozen=True, eq=False)
class Endurance:
    """How K particles stood kicks of one size, each drawn D times: ints [D, K]."""

    size: float
    steps: np.ndarray  # self-applications until zero or divergent, or all there were
    fixpoint_steps: np.ndarray  # those of them that an ε-fixpoint did
    credited_steps: np.ndarray  # those that led to what copies itself within ε, zero included
    ends: Counter[End]  # of all D·K lives

    def counted(self, counting: Counting = HONEST) -> Counts:
        kept = self.credited_steps if counting.credits_death else self.fixpoint_steps
        if counting.runs_on:
            return Counts(self.steps.cumsum(0), kept.cumsum(0))
        return Counts(self.steps, kept)


class Medians(NamedTuple):
    """Over all particles and draws, one for each level of noise."""

    steps: list[float]
    fixpoint_steps: list[float]


def endure(
    weights: Tensor, hidden: int, size: float, draws: int = DRAWS, noise: str = "gaussian"
) -> Endurance:
    """Kick each of the particles [n, K] `draws` times, seeds 0, 1, …, and let it apply itself."""
    return endure_sizes(weights, hidden, noise, draws, (size,))[0]


def endure_sizes(
    weights: Tensor,
    hidden: int,
    noise: str = "gaussian",
    draws: int = DRAWS,
    sizes: Sequence[float] = LEVELS,
) -> list[Endurance]:
    """At each of the sizes of kick, the particles [n, K], of whatever kind; all lives together."""
    kicks = product(sizes, range(draws))
    kicked = torch.cat([kick(weights, size, seed, noise) for size, seed in kicks], 1)
    originals = weights.repeat(1, len(sizes) * draws)
    counts: list[Tensor] = []
    ends: list[End] = []
    for start, original in zip(
        torch.split(kicked, TOGETHER, 1), torch.split(originals, TOGETHER, 1), strict=True
    ):
        of_some, theirs = _live(start, original, hidden)
        counts.append(of_some)
        ends += theirs
    lives = draws * weights.shape[1]  # of each size
    by_size = torch.cat(counts, 1).view(3, len(sizes), draws, -1).numpy()
    found: list[Endurance] = []
    for place, size in enumerate(sizes):
        steps, kept, credited = by_size[:, place]
        theirs = Counter(ends[lives * place : lives * (place + 1)])
        found.append(Endurance(size, steps, kept, credited, theirs))
    return found


def medians(levels: Sequence[Endurance], counting: Counting = HONEST) -> Medians:
    """What Fig. 4 and 7 show, of the same lives under any counting; NaN where nobody lived."""
    counts = [level.counted(counting) for level in levels]
    return Medians(
        [_median(each.steps) for each in counts], [_median(each.fixpoint_steps) for each in counts]
    )


def growth(weights: Tensor, hidden: int, seed: int = 0) -> np.ndarray:
    """By what factor one self-application multiplies a small error of the particles [n, K]: float
    [K], the geometric mean over two steps. About EIGENVALUE at identity fixpoints.

    Each goes side by side with a copy that got a tiny Gaussian kick, in float64. The first steps
    do not count: what a random error has in other directions than the fastest dies away there.
    """
    plain = weights.to("cpu", torch.float64)
    kicked = kick(plain, SMALL, seed)
    apart: list[Tensor] = []
    for _ in range(SETTLED + MEASURED + 1):
        apart.append((kicked - plain).square().sum(0).sqrt())
        plain, kicked = (Particles(each, hidden).replicate() for each in (plain, kicked))
    return ((apart[-1] / apart[SETTLED]) ** (1 / MEASURED)).numpy()


def _live(start: Tensor, original: Tensor, hidden: int) -> tuple[Tensor, tuple[End, ...]]:
    """Of each of K lives (steps, steps as a fixpoint, steps to one), int [3, K], and its end.

    As `robustness.self_apply` finds them, who is over put aside at once instead of kept.
    """
    counts = torch.zeros(3, start.shape[1], dtype=torch.int64, device=start.device)
    last, now, living = start.clone(), start, torch.arange(start.shape[1], device=start.device)
    for step in range(MOST + 1):
        then = Particles(now, hidden).replicate()
        copies = (then - now).abs().amax(0) < EPSILON
        if step:
            counts[2, living] += copies
        over = has_ended(now) if step < MOST else torch.ones_like(copies)
        last[:, living[over]] = now[:, over]
        goes_on = ~over
        if not goes_on.any():
            break
        living, now = living[goes_on], then[:, goes_on]
        counts[0, living] += 1
        counts[1, living] += copies[goes_on]
    return counts.cpu(), _ends(last, original, hidden)


def _ends(last: Tensor, original: Tensor, hidden: int) -> tuple[End, ...]:
    near = ((last - original).abs().amax(0) < EPSILON).cpu().numpy()
    kinds = classify(Particles(last, hidden)).cpu().numpy()
    return tuple(map(end_of, kinds.tolist(), near.tolist()))


def _median(counts: np.ndarray) -> float:
    return float(np.median(counts)) if counts.size else float("nan")
