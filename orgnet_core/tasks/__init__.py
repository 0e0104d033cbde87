"""Tasks that an organism can be grown for. `TASKS` is the registry: what is in it can be trained,
shown, pruned and exported. A new one offers what `Task` asks for, and gets a name here.
"""

from math import ceil

from orgnet_core.tasks.addition import Addition
from orgnet_core.tasks.mnist import mnist
from orgnet_core.tasks.protocol import Batch, Picture, Readings, Task

__all__ = ["TASKS", "Batch", "Picture", "Readings", "Task", "batches_per_epoch"]

TASKS: dict[str, Task] = {
    "addition": Addition(),
    "mnist15": mnist(15),
    "mnist28": mnist(28),
}


def batches_per_epoch(task: str, batch_size: int) -> int:
    return ceil(TASKS[task].samples / batch_size)
