"""The batches that a run is trained on, drawn by a helper while training is at those before."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count as counted

from orgnet_core.config import RunConfig
from orgnet_core.random_numbers import Place
from orgnet_core.tasks import TASKS, Batch
from orgnet_core.threads import begin


class Drawing:
    """The batches of one run, in whatever order they are asked for."""

    def __init__(self, config: RunConfig):
        self._config = config
        self._drawn: Callable[[], Batch] | None = None  # what a helper was asked for …
        self._asked = (0, 0)  # … from that step on, so many

    def take(self, step: int, count: int, following: int) -> Batch:
        """`count` batches of one epoch from `step` on, in a row, on the CPU; meanwhile a helper
        draws so many `following` them."""
        foreseen = self._drawn if self._asked == (step, count) else None
        batches = foreseen() if foreseen else batches_at(self._config, step, count)
        self._asked = step + count, following
        self._drawn = begin(partial(batches_at, self._config, *self._asked)) if following else None
        return batches


def batches_at(config: RunConfig, step: int, count: int = 1) -> Batch:
    """What a run of this config is trained on after so many batches, on the CPU."""
    place = Place(config.seed, *divmod(step, config.batches))
    task, size, noise = TASKS[config.task], config.batch_size, config.input_noise
    return task.batch(place, size, noise, config.torch_dtype, count)


def batches_from(config: RunConfig, step: int) -> Iterator[Batch]:
    """What a run of this config would be trained on from there, epoch after epoch."""
    yield from map(partial(batches_at, config), counted(step))
