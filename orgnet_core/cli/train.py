"""train: growing an organism."""

import argparse
from contextlib import closing
from secrets import token_hex

from orgnet_core.cli.growth import grow_to_the_end
from orgnet_core.cli.shared import (
    add_home,
    add_json,
    add_preset,
    add_settings,
    open_store,
    preset_of,
    settings_of,
)
from orgnet_core.config import RunConfig
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.training import Trainer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_preset(parser)
    parser.add_argument("--seed", help="start from this seed")
    parser.add_argument("--epochs", help="number of epochs")
    add_settings(parser, "FIELD=VALUE", "change any setting")
    parser.add_argument(
        "--twin",
        action="store_true",
        help="train its dense baseline, too: an ordinary net from the same task weights on the "
        "same batches",
    )
    add_home(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Grow a preset's organism from start to end and record it."""
    origin = Origin(options.preset, config_of(options))
    with closing(open_store(options, make=True)) as store:
        run, trainer = token_hex(4), Trainer(origin.config)
        with store.lock(run):
            first, checkpoint = trainer.snapshot(), trainer.checkpoint()
            store.add_run(run, origin, State.RUNNING, first, checkpoint)
            return grow_to_the_end(options, store, run, origin, trainer, with_twin=options.twin)


def config_of(options: argparse.Namespace) -> RunConfig:
    """The preset's, with all changes. Raises InputError, SettingsError."""
    named = {"seed": options.seed, "epochs": options.epochs}
    changes = {name: value for name, value in named.items() if value is not None}
    return preset_of(options).config.changed(dict(settings_of(options)) | changes)
