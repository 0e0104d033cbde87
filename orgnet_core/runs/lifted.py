"""Runs that are lifted from a dense net (lifting.py) instead of grown from a seed.

Such a run stands at step 0 with a checkpoint, and goes on from there like any other, by default
under the constraint. Its config says all about it but the net: the file is kept with the run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

import numpy as np
import torch

from orgnet_core.config import RunConfig, SettingsError, parse_config
from orgnet_core.dense_file import DenseNet, read_net
from orgnet_core.errors import InputError
from orgnet_core.lifting import lifted_trainer
from orgnet_core.limits import UNLIMITED, Limits
from orgnet_core.organism import ACTIVATIONS
from orgnet_core.phases import Phase
from orgnet_core.pruning.dense import dense
from orgnet_core.runs.access import Access
from orgnet_core.runs.archive.unpack import short
from orgnet_core.runs.origin import Lifted
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.runs.versions import with_this_version
from orgnet_core.tasks import TASKS
from orgnet_core.training import Divergence
from orgnet_core.validation import must_be

USUAL_ACTIVATION = "gelu"  # where neither the file nor anybody says
# What Play does with it; the task's rate and batch are those of our trials of the constraint.
SCHEDULE = Phase(epochs=20, replication="constraint", optimiser="adam", task_lr=0.003)
BATCH_SIZE = 200
MESSAGE = "Lifted from {name}, every particle a self-replicator."
IN_FLOAT64 = " It is in float64: its weights are too large for particles of float32."


@dataclass(frozen=True)
class NetFile:
    """A file with a dense net, as it came, and what is in it."""

    lifted: Lifted
    content: bytes
    net: DenseNet

    @classmethod
    def read(cls, name: str, content: bytes) -> "NetFile":
        """Raises InputError, one sentence on what cannot be lifted."""
        return cls(Lifted.of(name, content), content, read_net(content))


@dataclass(frozen=True)
class Plan:
    """The config of an organism lifted from a net, and what was decided for whoever asked."""

    config: RunConfig
    notes: tuple[str, ...]


def plan(net: DenseNet, given: Mapping[str, Any], limits: Limits = UNLIMITED) -> Plan:
    """`given` may have an activation, a task, particle_hidden and a seed, also as text; the rest is
    as the net is. Raises InputError, SettingsError."""
    notes: list[str] = []
    if net.zero_biases:
        names = short(", ".join(net.zero_biases))
        notes.append(f"Biases that are all zero were left out: {names}.")
    asked = {name: value for name, value in given.items() if value is not None}
    asked["task"] = _task(net, asked.get("task"), notes)
    asked["activation"] = _activation(net, asked.get("activation"), notes)
    config = parse_config(
        {
            "hidden": net.widths[1:-1],
            "batch_size": BATCH_SIZE,
            "input_noise": 0.0,
            "dtype": net.dtype,
            "phases": [SCHEDULE.model_dump()],
            **asked,
        }
    )
    limits.check(config)
    return Plan(config, tuple(notes))


def add_lifted(store: Store, file: NetFile, config: RunConfig, access: Access | None = None) -> str:
    """Lift the file's net and keep it as a run of that config, of the net's shape; its id.

    Raises InputError, having written nothing, and StoreError.
    """
    trainer, run = lifted_trainer(config, file.net.matrices), token_hex(4)
    try:
        first = trainer.snapshot()
    except Divergence as error:
        raise InputError(f"The net cannot be an organism of {config.task}: {error}.") from error
    record = RunRecord(
        id=run,
        preset=None,
        config=trainer.config,
        state=State.PAUSED,
        message=_message(file, trainer.config),
        created=datetime.now(UTC).isoformat(),
        scalars=first.scalars(),
        checkpoint=first.step,
        access=access,
        versions=with_this_version(),
        lifted=file.lifted,
    )
    return store.add_whole(record, [first], trainer.checkpoint(), net=file.content)


def lift_again(store: Store, run: str, config: RunConfig, access: Access | None = None) -> str:
    """Another run of the net that this one was lifted from; its id. `config` is of the same shape.

    Raises InputError, having written nothing, and StoreError.
    """
    record, content = store.run(run), store.nets.get(run)
    if record is None or record.lifted is None or content is None:
        raise InputError(f"Run {run} has no file that it was lifted from.")
    return add_lifted(store, NetFile.read(record.lifted.name, content), config, access)


def _message(file: NetFile, config: RunConfig) -> str:
    widened = config.dtype != file.net.dtype
    return MESSAGE.format(name=file.lifted.name) + IN_FLOAT64 * widened


def largest_difference(net: DenseNet, config: RunConfig, weight: np.ndarray) -> float:
    """Between outputs of an organism with these task weights, [P], and of the net, by plain torch,
    over the task's test set: as a share of the net's largest output. Both in float64, so that it is
    what lifting has changed."""
    x = TASKS[config.task].test(torch.float64).x
    flat = torch.cat([matrix.flatten() for matrix in net.matrices]).double()
    wanted = dense(net.widths, config.activation, flat)(x)
    found = config.organism.forward(x, torch.tensor(weight).double())
    largest = wanted.abs().max().item()
    return (found - wanted).abs().max().item() / (largest or 1.0)


def fitting_tasks(net: DenseNet) -> list[str]:
    """Those with as many inputs and outputs as the net has."""
    ends = net.widths[0], net.widths[-1]
    return [name for name, task in TASKS.items() if (task.inputs, task.outputs) == ends]


def _task(net: DenseNet, asked: Any, notes: list[str]) -> str:
    """The task asked for, or that the file says, or the first that fits."""
    fitting = fitting_tasks(net)
    if not fitting or (asked is not None and asked in TASKS and asked not in fitting):
        shapes = ", ".join(f"{name} {t.inputs} to {t.outputs}" for name, t in TASKS.items())
        whom = "no task" if not fitting else f"{', '.join(fitting)}, not {asked}"
        raise InputError(
            f"A net from {net.widths[0]:,} to {net.widths[-1]:,} fits {whom}; tasks take: {shapes}."
        )
    if asked is not None:
        return asked
    if net.task in fitting:
        return net.task
    if len(fitting) > 1:
        notes.append(f"It fits the tasks {', '.join(fitting)}; {fitting[0]} was taken.")
    return fitting[0]


def _activation(net: DenseNet, asked: Any, notes: list[str]) -> str:
    """The activation asked for, or that the file says, or the usual one."""
    chosen = net.activation if asked is None else asked
    if chosen is None:
        if len(net.matrices) > 1:
            notes.append(f"The file names no activation; {USUAL_ACTIVATION} was taken.")
        return USUAL_ACTIVATION
    if chosen not in ACTIVATIONS:
        raise SettingsError(
            {"activation": must_be("activation", f"one of {', '.join(ACTIVATIONS)}", chosen)}
        )
    return chosen
