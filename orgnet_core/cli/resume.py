"""resume: going on where a run was interrupted."""

import argparse
from contextlib import closing

from orgnet_core.cli.growth import grow_to_the_end
from orgnet_core.cli.shared import add_home, add_json, add_run, open_recorded, recorded
from orgnet_core.errors import InputError, NotRecordedError
from orgnet_core.runs.state import State
from orgnet_core.training import Trainer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    add_home(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Continue a recorded run from its last checkpoint, as if it had not been interrupted."""
    store, _ = open_recorded(options)
    with closing(store), store.lock(options.run):
        record, checkpoint = recorded(store, options), store.checkpoint(options.run)
        if not record.state.is_open:
            raise InputError(f"Run {record.id} is {record.state}, it cannot continue.")
        if checkpoint is None:
            problem = f"Run {record.id} was recorded without what it needs to continue."
            raise NotRecordedError(problem)
        trainer = Trainer.resumed(record.config, checkpoint)
        store.resume_from(record.id, trainer.step)
        store.set_state(record.id, State.RUNNING)
        return grow_to_the_end(options, store, record.id, record.origin, trainer)
