"""What several tests need: small runs, snapshots bit by bit, strict JSON, waiting for a thread."""

import gc
import json
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from orgnet_core.config import RunConfig
from orgnet_core.presets import PRESETS
from orgnet_core.runs.live.recorder import Recorder
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.snapshot import Snapshot
from orgnet_core.training import Trainer

DEADLINE = 60  # seconds until a condition that should come at once counts as never coming


def addition(**settings) -> RunConfig:
    """The addition preset, 3 epochs of 20 batches unless said otherwise."""
    return PRESETS["addition"].config.changed({"epochs": 3} | settings)


SHORT = addition(replication_steps=1)
LONG = addition(epochs=10_000, replication_steps=1)
DIVERGING = addition(task_lr=10, replication_lr=10, epochs=50)


def bits(snapshot: Snapshot, without: tuple[str, ...] = ("seconds",)) -> dict[str, object]:
    """Everything in a snapshot, numbers as bytes, so that NaN equals NaN and 0.0 differs from −0.0.

    `seconds` is a clock's reading and left out.
    """
    found = {}
    for name, value in vars(snapshot).items():
        if isinstance(value, float):
            found[name] = struct.pack("d", value)
        elif hasattr(value, "tobytes"):
            found[name] = (value.dtype, value.shape, value.tobytes())
        else:
            found[name] = value
    return {name: value for name, value in found.items() if name not in without}


def only_json(text: str):
    """The one line of strict JSON that `text` is; NaN is no JSON."""
    assert text.endswith("\n") and text.count("\n") == 1
    return strict_json(text)


def strict_json(text: str | bytes):
    def refuse(constant):
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def decode(data: bytes) -> dict:
    """What `encode_frames` made: the header, each frame with its arrays, read slowly, in order."""
    length = int.from_bytes(data[:4], "little")
    header, at = strict_json(data[4 : 4 + length]), 4 + length
    for frame in header["frames"]:
        for name, dtype in header["arrays"].items():
            frame[name] = np.frombuffer(data, dtype, header["shown"], at)
            at += -(-frame[name].nbytes // 4) * 4
    assert at == len(data)
    return header


def wait_until(condition: Callable[[], bool]) -> None:
    """Return when `condition` holds; fail when it never does."""
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.002)


def is_growing(run: Run) -> bool:
    return any(thread.name == f"grow-{run.id}" for thread in threading.enumerate())


def advance(run: Run) -> None:
    """One batch, done when this returns, also where a page would go on while steps are compiled."""
    run.advance()
    assert run.join(DEADLINE)


def play_to_the_end(run: Run) -> None:
    run.play()
    assert run.join(DEADLINE) and run.state is State.FINISHED and not is_growing(run)


def held(registry: Registry) -> set[Run]:
    """The runs that are in memory; to ask for one by its id would load it."""
    return set(registry._runs.values())


def forget_all(registry: Registry) -> None:
    """From now on runs are found in the store alone, as after a restart."""
    registry._runs.clear()


def living_trainers(config: RunConfig) -> int:
    """Trainers in memory that were made with this very object."""
    gc.collect()
    trainers = [each for each in gc.get_objects() if type(each) is Trainer]
    return sum(trainer.config is config for trainer in trainers)


def kept_bits(store, run) -> tuple[list, list]:
    snapshots = [bits(snapshot) for snapshot in store.snapshots(run)]
    return snapshots, [(step, w.tobytes()) for step, w in store.particle_weights(run, 0, 10**9)]


def left_growing(home: Path, config: RunConfig, steps: int, run: str = "abcd1234") -> str:
    """A run as a killed process leaves it: recorded as running, nobody's, with work unrecorded."""
    store, trainer = Store(home), Trainer(config)
    store.add_run(
        run, Origin(None, config), State.RUNNING, trainer.snapshot(), trainer.checkpoint()
    )
    recording = Recorder(store, run, trainer)
    for _ in range(steps):
        trainer.advance()
        if trainer.due:
            recording.record()
    store.close()
    return run


def ended(store: Store, run: Run) -> tuple[list, bytes]:
    """Steps that were recorded of a run of 60 batches, and its weights at the end."""
    *_, (_, weights) = store.particle_weights(run.id, 0, 60)
    return [snapshot.step for snapshot in store.snapshots(run.id)], weights.tobytes()
