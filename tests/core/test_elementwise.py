"""The compiled functions of one number, held to torch in double precision."""

import numpy as np
import pytest
import torch
from numba import njit

from orgnet_core.elementwise import (
    ACTIVATION_CODES,
    activate,
    activate_with_slope,
    exp,
    exp_of_negative,
    log,
)
from orgnet_core.organism import ACTIVATIONS

# Units in the last place of the result, in float32; GELU: of its argument, exp_of_negative: of 1.
MOST_ULP = {
    **{"exp": 2, "exp_of_negative": 2, "log": 2},
    **{"gelu": 3, "relu": 0, "tanh": 2, "linear": 0},
}
NUMBERS = 100_000
SPECIAL = (np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-42, -1e-42, 1e30, -1e30)
TRUE = {
    "exp": torch.exp,
    "exp_of_negative": torch.exp,
    "log": torch.log,
    # F.gelu loses the digits of its left tail.
    "gelu": lambda x: 0.5 * x * torch.special.erfc(-x * 0.5**0.5),
    "relu": torch.relu,
    "tanh": torch.tanh,
    "linear": lambda x: x,
}


@njit(error_model="numpy")
def exp_of(x, out):
    for lane in range(x.size):
        out[lane] = exp(x[lane])


@njit(error_model="numpy")
def exp_of_negative_of(x, out):
    for lane in range(x.size):
        out[lane] = exp_of_negative(x[lane])


@njit(error_model="numpy")
def log_of(x, out):
    for lane in range(x.size):
        out[lane] = log(x[lane])


def compiled(name: str, x: np.ndarray) -> np.ndarray:
    out = np.empty_like(x)
    if name in ACTIVATION_CODES:
        activate(ACTIVATION_CODES[name], x, out)
    else:
        loops = {"exp": exp_of, "exp_of_negative": exp_of_negative_of, "log": log_of}
        loops[name](x, out)
    return out


def examples(name: str, dtype: str) -> np.ndarray:
    """Small and large numbers, over the range where the result is a normal number."""
    chance = np.random.default_rng(0)
    widest = {"exp": (-87, 88.7), "log": (1e-30, 100), "gelu": (-12.5, 15)}.get(name, (-20, 20))
    wide, near = chance.uniform(*widest, NUMBERS), chance.normal(size=NUMBERS)
    tiny = near * 10.0 ** chance.uniform(-30, 0, NUMBERS)
    x = np.concatenate([wide, near, tiny, [0.0, -0.625, 0.625]])
    if name == "log":
        x = np.abs(x) + 1e-37
    if name == "exp_of_negative":
        x = -np.abs(x)
    return x.astype(dtype)


def off_by(found: np.ndarray, true: np.ndarray, of: np.ndarray) -> float:
    """The largest error, in units in the last place of `of`."""
    unit = np.spacing(np.abs(of).astype(found.dtype)).astype("float64")
    return (np.abs(found.astype("float64") - true) / unit).max()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", TRUE)
def test_each_function_is_accurate_to_its_last_digits(name, dtype):
    x = examples(name, dtype)
    true = TRUE[name](torch.tensor(x, dtype=torch.float64)).numpy()
    if dtype == "float32":
        of = {"gelu": x, "exp_of_negative": np.ones_like(x)}.get(name, true)
        assert off_by(compiled(name, x), true, of) <= MOST_ULP[name]
    else:
        np.testing.assert_allclose(compiled(name, x), true, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", TRUE)
def test_nan_and_infinity_mean_what_they_mean_to_torch(name, dtype):
    x = np.array([each for each in SPECIAL if name != "exp_of_negative" or not each > 0], dtype)
    true = TRUE[name](torch.tensor(x)).numpy()
    np.testing.assert_allclose(compiled(name, x), true, rtol=1e-6, atol=1e-43)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ACTIVATION_CODES)
def test_slopes_are_those_of_autograd_and_values_as_without_slopes(name, dtype):
    x = examples(name, dtype)
    value, slope = np.empty_like(x), np.empty_like(x)
    activate_with_slope(ACTIVATION_CODES[name], x, value, slope)
    wanted = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    (true,) = torch.autograd.grad(ACTIVATIONS[name](wanted).sum(), wanted)
    np.testing.assert_array_equal(value, compiled(name, x))
    np.testing.assert_allclose(slope, true.numpy(), rtol=0, atol=3 * np.finfo(dtype).eps)


@pytest.mark.parametrize("name", ACTIVATION_CODES)
def test_slopes_of_nan_and_infinity_are_those_of_autograd(name):
    x = torch.tensor(SPECIAL[:5], requires_grad=True)
    (true,) = torch.autograd.grad(ACTIVATIONS[name](x).sum(), x)
    value, slope = np.empty(5, "float32"), np.empty(5, "float32")
    activate_with_slope(ACTIVATION_CODES[name], x.detach().numpy(), value, slope)
    np.testing.assert_allclose(slope, true.numpy(), rtol=1e-6)
