"""Float addition (paper, experiment 1)."""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from orgnet_core.tasks.protocol import Batch, with_noise


class Addition:
    """Learn a + b for a, b ~ N(0, 1). Metric: mean absolute error."""

    inputs, outputs = 2, 1
    samples = test_size = 1000
    metric, higher_is_better = "mean absolute error", False
    classes: tuple[str, ...] = ()
    class_noun = ""
    picture = None

    def epoch(
        self, generator: Generator, batch_size: int, noise: float, dtype: torch.dtype
    ) -> Iterator[Batch]:
        """One epoch of fresh samples: 1,000 of them, 20 batches at the paper's batch size 50."""
        for start in range(0, self.samples, batch_size):
            size = min(batch_size, self.samples - start)
            yield self._draw(generator, size, noise, dtype)

    def sample(self, size: int, dtype: torch.dtype) -> Batch:
        return self._draw(Generator().manual_seed(2212_10079), min(size, self.samples), 0.0, dtype)

    def test(self, dtype: torch.dtype) -> Batch:
        """The same 1,000 samples for every run."""
        return self._draw(Generator().manual_seed(2212_10078), self.test_size, 0.0, dtype)

    def loss(self, output: Tensor, y: Tensor) -> Tensor:
        return F.mse_loss(output, y)

    def losses(self, output: Tensor, y: Tensor) -> Tensor:
        return (output - y.T).square().mean(-2)

    def score(self, output: Tensor, y: Tensor) -> Tensor:
        return (output - y).abs().mean()

    def _draw(self, generator: Generator, size: int, noise: float, dtype: torch.dtype) -> Batch:
        x = torch.randn(size, self.inputs, generator=generator, dtype=torch.float64).to(dtype)
        return Batch(with_noise(x, generator, noise), x.sum(1, keepdim=True))
