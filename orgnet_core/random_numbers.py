"""What is random in training: numbers by their place, each drawn without those before.

A counter-based generator: Threefry-2x32 with 13 rounds, the fewest that passed every test of its
authors (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011). Its key is (seed,
epoch), its counter (number in the batch, batch and purpose). A seed gives the same numbers whatever
was drawn before and wherever; normals may differ in their last bits between kinds of CPU.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from orgnet_core.compilation import Array, compiled, inlined
from orgnet_core.elementwise import log_of_normal

NOISE, SAMPLES, ORDER = range(3)  # purposes
_PURPOSE = 1 << 28  # batches of an epoch come before it

_u: Callable[[int], int] = np.uint32  # pyright: ignore[reportAssignmentType]
_f: Callable[[Any], float] = np.float32  # pyright: ignore[reportAssignmentType]
_TURN = _f(2 * math.pi / 2**32)  # in radians, of a turn of 2³² steps
_SINE = tuple(map(_f, (-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1)))
_COSINE = tuple(map(_f, (2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2)))


class Place(NamedTuple):
    """Of a batch in a run: what is drawn for it depends on these three alone."""

    seed: int  # 0 … 2³² − 1
    epoch: int  # from 0
    number: int  # of the batch in its epoch, from 0


def normals(
    place: Place, purpose: int, shape: tuple[int, ...], dtype: torch.dtype, rows: int | None = None
) -> Tensor:
    """Independent draws from N(0, 1): the same ones, rounded to float32, for every dtype.

    Those of the batch at `place`, or, so many `rows` each, of it and the batches that follow it.
    """
    drawn = torch.empty(shape, dtype=dtype)
    each = math.prod(shape) if rows is None else rows * math.prod(shape[1:])
    key, flat = (_u(place.seed), _u(place.epoch)), drawn.view(-1).numpy()
    _draw_batches(*key, _u(place.number + _PURPOSE * purpose), max(1, each), flat)
    return drawn


@lru_cache(maxsize=16)  # one for each run that trains at once, and some to spare
def shuffled(seed: int, epoch: int, count: int) -> Tensor:
    """0 … count − 1 in random order, int64."""
    order = np.arange(count)
    _shuffle(_u(seed), _u(epoch), _u(_PURPOSE * ORDER), order)
    return torch.as_tensor(order)


@compiled
def _draw_batches(seed: int, epoch: int, purpose: int, each: int, out: Array) -> None:
    """The last batch may be a short one."""
    for batch, first in enumerate(range(0, out.size, each)):
        part = out[first : first + each]
        half = -(-part.size // 2)
        _draw(seed, epoch, _u(purpose + _u(batch)), part[:half], part[half:])


@compiled
def _draw(seed: int, epoch: int, purpose: int, cosines: Array, sines: Array) -> None:
    """Of an odd number of normals the last sine is left out."""
    for pair in range(sines.size):
        cosines[pair], sines[pair] = _two_normals(seed, epoch, _u(pair), purpose)
    for pair in range(sines.size, cosines.size):
        cosines[pair], _ = _two_normals(seed, epoch, _u(pair), purpose)


@compiled
def _shuffle(seed: int, epoch: int, purpose: int, order: np.ndarray) -> None:
    """Fisher and Yates's."""
    for last in range(order.size - 1, 0, -1):
        a, b = _threefry(seed, epoch, _u(last), purpose)
        other = ((np.uint64(a) << np.uint64(32)) | np.uint64(b)) % np.uint64(last + 1)
        order[last], order[other] = order[other], order[last]


@inlined
def _two_normals(seed: int, epoch: int, pair: int, purpose: int) -> tuple[float, float]:
    """Box and Muller's: two uniforms make two normals."""
    a, b = _threefry(seed, epoch, pair, purpose)
    # A uniform of 31 bits: normals reach as far as 6.7.
    uniform = log_of_normal(_f(np.int32(a >> _u(1))) + _f(0.5), _f(-31))
    radius = _f(math.sqrt(_f(-2) * uniform))
    cosine, sine = _direction(b)
    return radius * cosine, radius * sine


@inlined
def _direction(b: int) -> tuple[float, float]:
    """(cosine, sine) of b / 2³² turns."""
    quarter = _u(_u(b + _u(1 << 29)) >> _u(30))
    t = _f(np.int32(_u(b - _u(quarter << _u(30))))) * _TURN  # within an eighth of a turn
    square = t * t
    s = ((_SINE[0] * square + _SINE[1]) * square + _SINE[2]) * square * t + t
    c = (_COSINE[0] * square + _COSINE[1]) * square + _COSINE[2]
    c = c * square * square - _f(0.5) * square + _f(1)
    odd = (quarter & _u(1)) != _u(0)
    cosine, sine = (s if odd else c), (c if odd else s)
    left, below = (_u(quarter + _u(1)) & _u(2)) != _u(0), (quarter & _u(2)) != _u(0)
    return (-cosine if left else cosine), (-sine if below else sine)


@inlined
def _threefry(k0: int, k1: int, x: int, y: int) -> tuple[int, int]:
    """Two random words of 32 bits for a key and a counter of two each."""
    k2 = _u(_u(_u(0x1BD11BDA) ^ k0) ^ k1)
    x, y = _u(x + k0), _u(y + k1)
    x, y = _four_rounds(x, y, 13, 15, 26, 6)
    x, y = _four_rounds(_u(x + k1), _u(y + _u(k2 + _u(1))), 17, 29, 16, 24)
    x, y = _four_rounds(_u(x + k2), _u(y + _u(k0 + _u(2))), 13, 15, 26, 6)
    x, y = _u(x + k0), _u(y + _u(k1 + _u(3)))
    x = _u(x + y)
    return x, _mixed(y, 17, x)


@inlined
def _four_rounds(x: int, y: int, a: int, b: int, c: int, d: int) -> tuple[int, int]:
    x = _u(x + y)
    y = _mixed(y, a, x)
    x = _u(x + y)
    y = _mixed(y, b, x)
    x = _u(x + y)
    y = _mixed(y, c, x)
    x = _u(x + y)
    return x, _mixed(y, d, x)


@inlined
def _mixed(y: int, turn: int, x: int) -> int:
    """Its bits turned left, and x."""
    return _u(_u(_u(y << _u(turn)) | _u(y >> _u(32 - turn))) ^ x)
