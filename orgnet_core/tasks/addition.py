"""Float addition (paper, experiment 1)."""

import torch
import torch.nn.functional as F
from torch import Tensor

from orgnet_core.random_numbers import SAMPLES, Place, normals
from orgnet_core.tasks.protocol import FOR_MEASURING, Batch, with_noise


class Addition:
    """Learn a + b for a, b ~ N(0, 1). Metric: mean absolute error."""

    inputs, outputs = 2, 1
    samples = test_size = 1000
    metric, higher_is_better = "mean absolute error", False
    classes: tuple[str, ...] = ()
    class_noun = ""
    picture = None

    def check(self) -> None:
        """There is nothing that could be missing."""

    def batch(
        self, place: Place, size: int, noise: float, dtype: torch.dtype, count: int = 1
    ) -> Batch:
        """Fresh samples, 1,000 in an epoch: 20 batches at the paper's batch size 50."""
        samples = min(count * size, self.samples - place.number * size)
        x = normals(place, SAMPLES, (samples, self.inputs), dtype, size)
        return Batch(with_noise(x, place, noise, size), x.sum(1, keepdim=True))

    def sample(self, size: int, dtype: torch.dtype) -> Batch:
        return self.batch(FOR_MEASURING, size, 0.0, dtype)

    def test(self, dtype: torch.dtype) -> Batch:
        """The same 1,000 samples for every run."""
        fixed = torch.Generator().manual_seed(2212_10078)
        shape = self.test_size, self.inputs
        x = torch.randn(shape, generator=fixed, dtype=torch.float64).to(dtype)
        return Batch(x, x.sum(1, keepdim=True))

    def loss(self, output: Tensor, y: Tensor) -> Tensor:
        return F.mse_loss(output, y)

    def losses(self, output: Tensor, y: Tensor) -> Tensor:
        return (output - y.T).square().mean(-2)

    def score(self, output: Tensor, y: Tensor) -> Tensor:
        return (output - y).abs().mean()
