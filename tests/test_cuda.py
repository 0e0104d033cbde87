"""The same config on a CUDA device; skipped where there is none."""

import numpy as np
import pytest
import torch

from orgnet_core import kernels
from orgnet_core.presets import PRESETS
from orgnet_core.training import Trainer

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")


def grown(name: str, device: str, batches: int):
    trainer = Trainer(PRESETS[name].config.changed({"device": device, "dtype": "float64"}))
    for _ in range(batches):
        trainer.advance()
    return trainer, trainer.snapshot()


@pytest.mark.parametrize("name", ["addition", "mnist15", "mnist15-quick"])
def test_an_organism_grows_on_cuda_as_on_the_cpu(name):
    trainer, there = grown(name, "cuda", 10)
    _, here = grown(name, "cpu", 10)
    assert trainer.particles.weights.is_cuda and trainer.kernels is kernels
    for array, expected in here.arrays().items():
        np.testing.assert_allclose(getattr(there, array), expected, rtol=1e-7, atol=1e-9)
    assert there.task_loss == pytest.approx(here.task_loss)


def test_auto_takes_cuda_where_it_is():
    assert grown("addition", "auto", 1)[0].particles.weights.is_cuda
