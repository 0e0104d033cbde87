"""The same config and seed give the same organism, bit for bit, whatever goes on beside it."""

import os
import subprocess
import sys
import threading
from pathlib import Path

from helpers import DEADLINE, advance, wait_until

from orgnet_core.config import RunConfig
from orgnet_core.presets import PRESETS
from orgnet_core.runs.state import State
from orgnet_core.training import Trainer
from orgnet_views import frames

CONFIG = PRESETS["mnist15"].config.changed({"epochs": 1, "batch_size": 1000})
PRINT_WEIGHTS = """
import hashlib, sys, torch
from orgnet_core.config import parse_config
from orgnet_core.training import train
for threads in (1, 2):
    torch.set_num_threads(threads)
    assert torch.get_num_threads() == threads
    for config in sys.argv[1:]:
        *_, last = train(parse_config(config))
        print(hashlib.sha256(last.particle_weights.tobytes()).hexdigest(), last.metric)
"""


def grown_by_one_and_two_threads(*configs: RunConfig) -> tuple[list[str], list[str]]:
    """What is said of each, in a process of their own."""
    root = Path(__file__).parents[2]
    configs = [config.model_dump_json() for config in configs]
    said = subprocess.run(
        [sys.executable, "-c", PRINT_WEIGHTS, *configs],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(root)},
    ).stdout.splitlines()
    return said[: len(configs)], said[len(configs) :]


def test_one_or_two_threads_grow_the_same_organism():
    config = CONFIG.changed({"hidden": "20", "batch_size": 6000})
    both = [config.changed({"kernel": kernel}) for kernel in ("fused", "torch")]
    one, two = grown_by_one_and_two_threads(*both)
    assert one == two and len(one) == 2


def test_viewers_do_not_change_what_they_watch(registry):
    alone = Trainer(CONFIG)
    while not alone.done:
        alone.advance()
    run = registry.create(CONFIG)
    over = threading.Event()

    def watch():
        while not over.wait(0.001):  # which leaves training its turns
            frames.encode_frames(run.view, 0)

    viewers = [threading.Thread(target=watch) for _ in range(3)]
    for viewer in viewers:
        viewer.start()
    run.play()
    try:
        wait_until(lambda: run.state is State.FINISHED)
    finally:
        over.set()
    for viewer in viewers:
        viewer.join(DEADLINE)
    kept = dict(run.particle_weights())[alone.step]
    assert kept.tobytes() == alone.particles.weights.numpy().tobytes()


def test_float64_is_kept_to_the_end_of_the_pipeline(registry):
    run = registry.create(PRESETS["addition"].config.changed({"dtype": "float64", "epochs": 1}))
    advance(run)
    latest = run.latest
    assert latest.weight.dtype == latest.replication_error.dtype == "float64"
    assert (registry.store.snapshots(run.id)[-1].weight == latest.weight).all()
