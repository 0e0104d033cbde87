"""Functions of one number for compiled loops: written so that a loop over lanes becomes vector
instructions, which calls into the C library would prevent.

In float32 by argument reduction and polynomials (Cody & Waite, "Software Manual for the Elementary
Functions", 1980; the coefficients of exp, log and tanh are those of Moshier's Cephes), to within 2
units in the last place; GELU to within 3 of its argument, closer than torch's.
In float64 by the C library. NaN and infinity mean what they mean to torch.
"""

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numba import types
from numba.extending import overload

from orgnet_core.compilation import Array, compiled, inlined

_INLINED: Any = {"fastmath": {"contract"}, "error_model": "numpy", "forceinline": True}

GELU, RELU, TANH, LINEAR = range(4)
ACTIVATION_CODES: Final = {"gelu": GELU, "relu": RELU, "tanh": TANH, "linear": LINEAR}
_f: Callable[[float], float] = np.float32  # pyright: ignore[reportAssignmentType]
_i: Callable[[int], int] = np.int32  # pyright: ignore[reportAssignmentType]
_INF, _NAN, _NORMAL, _SCALE = _f(math.inf), _f(math.nan), _f(2**-126), _f(2**23)
_ROOT_HALF_BITS, _ROUNDER_BITS = 0x3F3504F3, 0x4B400000
_LOG2_E, _ROUNDER = _f(1.442695041), _f(1.5 * 2**23)  # what is added to it loses its fraction
_LN2_HIGH, _LN2_LOW = _f(0.693359375), _f(-2.12194440e-4)
_EXP_LEAST, _EXP_MOST = _f(-104), _f(89)  # zero and infinity, from there on
_VANISHING = _f(-88)  # exp is below the normal numbers
_BIASED_ROUNDER = _f(1.5 * 2**23 + 127)  # to read the bits of a power of two from
# 2ᵗ − 1, t from −½ to ½: off by at most 2e-9.
_TWO = tuple(map(_f, (1.5353373e-4, 1.3398879e-3, 9.6184374e-3, 5.5503325e-2, 2.4022648e-1,
                      6.9314720e-1)))  # fmt: skip
_EXP = tuple(map(_f, (1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2,
                      1.6666665459e-1, 5.0000001201e-1)))  # fmt: skip
_LOG = tuple(map(_f, (7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1,
                      1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1,
                      3.3333331174e-1)))  # fmt: skip
_TANH = tuple(map(_f, (-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1,
                       -3.33332819422e-1)))  # fmt: skip
# Φ(−t)·exp(t²/2), t from 0 to 14.5, as a quotient of polynomials: off by at most 6e-9 of it.
_ABOVE = tuple(map(_f, (0.004116336622670105, 0.04063343846800316, 0.18323580531139072,
                             0.4382959123182547, 0.5000000029475519)))  # fmt: skip
_BELOW = tuple(map(_f, (0.010318006036223298, 0.10185937230486576, 0.46947238044837725,
                             1.2025060122300018, 1.6744768056603354, 1)))  # fmt: skip
_FARTHEST = _f(14.5)  # Φ of minus that is zero
_PEAK = 1 / math.sqrt(2 * math.pi)  # of the normal density


def exp(x: float) -> float:
    """eˣ."""
    return math.exp(x)


def exp_of_negative(x: float) -> float:
    """eˣ for x ≤ 0, faster: in float32 to within 2 units in the last place of one."""
    return math.exp(x)


def log(x: float) -> float:
    """Natural logarithm: −inf of 0, NaN below."""
    return math.log(x) if x > 0 else (-math.inf if x == 0 else math.nan)


def relu(x: float) -> float:
    return 0.0 if x < 0 else x


def tanh(x: float) -> float:
    return math.tanh(x)


def gelu(x: float) -> float:
    """x·Φ(x), Φ the normal distribution: exact, not the approximation by tanh."""
    return 0.5 * x * math.erfc(-x * math.sqrt(0.5))


def gelu_with_slope(x: float) -> tuple[float, float]:
    """(x·Φ(x), Φ(x) + x·φ(x)): one exponential serves both."""
    share = 0.5 * math.erfc(-x * math.sqrt(0.5))
    return x * share, share + x * _PEAK * math.exp(-0.5 * x * x)


@compiled
def activate(code: int, z: Array, out: Array) -> None:
    """out = activation(z), both [lanes]; they may be the same."""
    if code == GELU:
        for lane in range(z.size):
            out[lane] = gelu(z[lane])
    elif code == RELU:
        for lane in range(z.size):
            out[lane] = relu(z[lane])
    elif code == TANH:
        for lane in range(z.size):
            out[lane] = tanh(z[lane])
    else:
        for lane in range(z.size):
            out[lane] = z[lane]


@compiled
def activate_with_slope(code: int, z: Array, out: Array, slope: Array) -> None:
    """out = activation(z) and its derivative there, all [lanes]."""
    if code == GELU:
        for lane in range(z.size):
            out[lane], slope[lane] = gelu_with_slope(z[lane])
    elif code == RELU:
        for lane in range(z.size):
            out[lane], slope[lane] = relu(z[lane]), 0 if z[lane] <= 0 else 1
    elif code == TANH:
        for lane in range(z.size):
            value = tanh(z[lane])
            out[lane], slope[lane] = value, 1 - value * value
    else:
        for lane in range(z.size):
            out[lane], slope[lane] = z[lane], 1


@compiled
def multiply(a: Array, b: Array) -> None:
    """a ← a·b, both [lanes]."""
    for lane in range(a.size):
        a[lane] *= b[lane]


@inlined
def _bits(x: float) -> int:
    return np.float32(x).view(np.int32)  # pyright: ignore[reportReturnType]


@inlined
def _of_bits(bits: int) -> float:
    return np.int32(bits).view(np.float32)  # pyright: ignore[reportReturnType]


def _exp(x: float) -> float:
    x = _EXP_MOST if x > _EXP_MOST else _EXP_LEAST if x < _EXP_LEAST else x
    rounded = x * _LOG2_E + _ROUNDER
    twos = rounded - _ROUNDER
    r = (x - twos * _LN2_HIGH) - twos * _LN2_LOW
    p = ((((_EXP[0] * r + _EXP[1]) * r + _EXP[2]) * r + _EXP[3]) * r + _EXP[4]) * r + _EXP[5]
    power = _i(_bits(rounded) - _ROUNDER_BITS)
    half = _i(power >> 1)  # 2^power itself may be beyond the range
    return (p * (r * r) + r + _f(1)) * _two_to(half) * _two_to(_i(power - half))


@inlined
def _two_to(power: int) -> float:
    return _of_bits(_i(power + 127) << 23)


@inlined
def _decay(x: float) -> float:
    x = _VANISHING if x < _VANISHING else x
    rounded = x * _LOG2_E + _BIASED_ROUNDER
    t = x * _LOG2_E - (rounded - _BIASED_ROUNDER)
    p = ((_TWO[0] * t + _TWO[1]) * t + _TWO[2]) * t + _TWO[3]
    p = ((p * t + _TWO[4]) * t + _TWO[5]) * t + _f(1)
    return p * _of_bits(_bits(rounded) << 23)  # of its bits only the power's are left


def _exp_of_negative(x: float) -> float:
    return _decay(x)


def _log(x: float) -> float:
    tiny = x < _NORMAL
    found = log_of_normal(x * _SCALE if tiny else x, _f(-23) if tiny else _f(0))
    if x > 0 and x < _INF:
        return found
    return -_INF if x == 0 else (x if x > 0 else _NAN)


@inlined
def log_of_normal(x: float, twos: float) -> float:
    """log(x · 2^twos) of a float32 that is normal and positive, and finite."""
    bits = _i(_bits(x) - _ROOT_HALF_BITS)
    e = _f(_i(bits >> 23)) + twos
    f = _of_bits(_i(bits & 0x7FFFFF) + _ROOT_HALF_BITS) - _f(1)
    p = (((_LOG[0] * f + _LOG[1]) * f + _LOG[2]) * f + _LOG[3]) * f + _LOG[4]
    p = (((p * f + _LOG[5]) * f + _LOG[6]) * f + _LOG[7]) * f + _LOG[8]
    square = f * f
    return ((p * f * square + e * _LN2_LOW) - _f(0.5) * square) + f + e * _LN2_HIGH


def _tanh(x: float) -> float:
    square, far = x * x, abs(x)
    p = (((_TANH[0] * square + _TANH[1]) * square + _TANH[2]) * square + _TANH[3]) * square
    near = (p + _TANH[4]) * square * x + x
    e = _decay(_f(-2) * far)
    far = (_f(1) - e) / (_f(1) + e)
    return near if abs(x) < _f(0.625) else (-far if x < 0 else far)


@inlined
def _tail(x: float) -> tuple[float, float]:
    """(Φ(−|x|), exp(−x²/2)) in float32."""
    t = abs(x)
    t = _FARTHEST if t > _FARTHEST else t
    e = _decay(_f(-0.5) * t * t)
    above = ((_ABOVE[0] * t + _ABOVE[1]) * t + _ABOVE[2]) * t + _ABOVE[3]
    below = ((_BELOW[0] * t + _BELOW[1]) * t + _BELOW[2]) * t + _BELOW[3]
    return e * (above * t + _ABOVE[4]) / ((below * t + _BELOW[4]) * t + _BELOW[5]), e


@inlined
def _share(x: float, tail: float) -> float:
    """Φ(x)."""
    return tail if x < 0 else _f(1) - tail


def _relu(x: float) -> float:
    return _f(0) if x < 0 else x


def _gelu(x: float) -> float:
    return x * _share(x, _tail(x)[0])


def _gelu_with_slope(x: float) -> tuple[float, float]:
    tail, e = _tail(x)
    share = _share(x, tail)
    return x * share, share + x * (e * _f(_PEAK))


def _in_float32(function: Callable[..., Any], fast: Callable[..., Any]) -> None:
    """In compiled code `function` of a float32 is `fast`, of a float64 what it says itself."""

    def chosen(x: float) -> Callable[..., Any]:
        return fast if x == types.float32 else function

    overload(function, jit_options=_INLINED)(chosen)


for _function, _fast in (
    *((exp, _exp), (exp_of_negative, _exp_of_negative), (log, _log), (relu, _relu)),
    *((tanh, _tanh), (gelu, _gelu), (gelu_with_slope, _gelu_with_slope)),
):
    _in_float32(_function, _fast)
