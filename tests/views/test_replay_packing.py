"""Numbers packed for a replay: each comes back by a slow reading of the bytes, measures as near as
bfloat16 can be; tests/js/packing.test.js reads the same way."""

import gzip

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from replays import unpacked

from orgnet_views.replay.packing import bfloat16, compress, pack

SIZES = st.tuples(st.integers(1, 6), st.integers(1, 5))
TYPES = ("uint8", "uint16", "float32", "float64")
ANY_FLOATS = arrays("<u4", SIZES).map(lambda bits: bits.view("<f4"))  # every bit pattern there is


@pytest.mark.parametrize("dtype", TYPES)
@given(data=st.data())
def test_every_bit_comes_back(dtype, data):
    rows = data.draw(arrays(np.uint8, (*data.draw(SIZES), np.dtype(dtype).itemsize)))
    rows = rows.view(dtype)[..., 0]
    assert unpacked(pack(rows), dtype, *rows.shape).tobytes() == rows.tobytes()


@given(rows=ANY_FLOATS)
def test_bfloat16_is_torchs(rows):
    """Rounded to the nearest, ties to even; beyond the largest is infinite; none stays none."""
    found = bfloat16(rows)
    expected = torch.tensor(rows).to(torch.bfloat16)
    is_number = ~np.isnan(rows)
    assert (found[is_number] == expected.view(torch.uint16).numpy()[is_number]).all()
    back = (found.astype("<u4") << 16).view("<f4")
    assert np.isnan(back[~is_number]).all()


@given(rows=arrays(np.float32, SIZES, elements=st.floats(2.0**-120, 2.0**120, width=32)))
def test_a_measure_is_within_its_four_thousandths(rows):
    back = (bfloat16(rows).astype("<u4") << 16).view("<f4")
    assert (np.abs(back.astype(float) - rows) <= 0.004 * rows.astype(float)).all()


def test_the_smallest_losses_are_not_zero():
    assert (bfloat16(np.array([1e-17, 1e-30], np.float32)) > 0).all()


def test_the_same_numbers_make_the_same_file():
    packed = pack(np.arange(400, dtype=np.uint8).reshape(20, 20))
    assert compress(packed) == compress(packed) and gzip.decompress(compress(packed)) == packed


def test_what_changes_slowly_takes_less_room():
    random = np.random.default_rng(0)
    walk = random.normal(size=500) + np.cumsum(1e-3 * random.normal(size=(200, 500)), axis=0)
    halves = bfloat16(walk.astype(np.float32))
    assert len(compress(pack(halves))) < 0.5 * len(compress(halves.tobytes()))
