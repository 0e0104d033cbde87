"""Numbers over time, packed small: js/core/packing.js is the way back.

What is measured changes little from one step to the next. So each number is xor-ed with the one a
step before, and first bytes are laid beside first bytes, which leaves long runs alike for gzip.
Measures go as bfloat16, which has float32's range with 8 significant bits: within 0.4 % of what
they were, and a loss of 1e-17 is still one, which in float16 would be zero.
"""

import gzip

import numpy as np

BFLOAT16 = "bfloat16"
_NAN = 0x7FC0  # whatever sort of none it was


def pack(rows: np.ndarray) -> bytes:
    """Rows [T, N] of any type, a row a step, as planes of bytes: for each byte of a number, the
    lowest first, [N, T]."""
    words = np.ascontiguousarray(rows).view(f"<u{rows.dtype.itemsize}")
    changes = words.copy()
    changes[1:] ^= words[:-1]
    columns = np.ascontiguousarray(changes.T)  # one particle's steps side by side
    return np.moveaxis(columns.view(np.uint8).reshape(*columns.shape, -1), 2, 0).tobytes()


def bfloat16(values: np.ndarray) -> np.ndarray:
    """The upper half of each float32, as uint16, rounded to the nearest, ties to even."""
    bits = np.ascontiguousarray(values, "<f4").view("<u4")
    rounded = (bits + (0x7FFF + ((bits >> 16) & 1)).astype("<u4")) >> 16
    return np.where(np.isnan(values), _NAN, rounded).astype("<u2")


def compress(data: bytes) -> bytes:
    """gzip, the same for the same data."""
    return gzip.compress(data, 9, mtime=0)
