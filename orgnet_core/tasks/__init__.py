"""Tasks that an organism can be grown for. `TASKS` is the registry: what is in it can be trained,
shown, pruned and exported. A new one offers what `Task` asks for, and gets a name here.
"""

from math import ceil

from orgnet_core.tasks.addition import Addition
from orgnet_core.tasks.cifar import cifar
from orgnet_core.tasks.digits import digits
from orgnet_core.tasks.fashion import fashion
from orgnet_core.tasks.kmnist import kmnist
from orgnet_core.tasks.mnist import mnist
from orgnet_core.tasks.names import Tasks
from orgnet_core.tasks.protocol import Batch, Picture, Readings, Task

__all__ = ["TASKS", "Batch", "Picture", "Readings", "Task", "Tasks", "batches_per_epoch"]

TASKS = Tasks(
    {
        "addition": Addition(),
        "mnist15": mnist(15),
        "mnist28": mnist(28),
        "fashion15": fashion(15),
        "fashion28": fashion(28),
        "kmnist15": kmnist(15),
        "kmnist28": kmnist(28),
        "digits": digits(),
        "cifar": cifar(),
        "cifar-grey": cifar(()),
    }
)


def batches_per_epoch(task: str, batch_size: int) -> int:
    return ceil(TASKS[task].samples / batch_size)
