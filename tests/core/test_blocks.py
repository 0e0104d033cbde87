"""Many safetensors files read at once are what each is by itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors import SafetensorError
from safetensors.numpy import load, save

from orgnet_core.runs.store import blocks
from orgnet_core.runs.store.blocks import load_all

SHAPES = [{"a": (3,), "b": (2, 3)}, {"a": (3,)}, {"b": (0,), "a": ()}]
TYPES = {"a": np.float64, "b": np.uint8}


def file(shapes: dict[str, tuple[int, ...]], seed: int) -> bytes:
    draw = np.random.default_rng(seed)
    arrays = {name: draw.normal(size=shape) * 100 for name, shape in shapes.items()}
    return save({name: np.asarray(each, TYPES[name]) for name, each in arrays.items()})


@given(st.lists(st.sampled_from(SHAPES), max_size=9), st.integers(1, 4))
def test_files_of_any_layouts_in_any_order(shapes, most):
    files = [file(each, seed) for seed, each in enumerate(shapes)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "MOST", most)
        found = [*load_all(files)]
    for read, alone in zip(found, map(load, files), strict=True):
        assert read.keys() == alone.keys()
        for name, array in alone.items():
            assert read[name].dtype == array.dtype and read[name].shape == array.shape
            assert read[name].tobytes() == array.tobytes()
            assert not read[name].flags.writeable


@pytest.mark.parametrize("bad", [b"", b"abc", b"\xff" * 40, file(SHAPES[0], 1)[:-1]])
def test_what_is_no_such_file_is_said(bad):
    with pytest.raises(SafetensorError):
        list(load_all([file(SHAPES[0], 0), bad]))
