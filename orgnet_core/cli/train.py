"""train: growing an organism."""

import argparse
from contextlib import closing
from secrets import token_hex

from orgnet_core.cli.growth import grow_to_the_end
from orgnet_core.cli.shared import add_home, add_json, open_store
from orgnet_core.config import RunConfig
from orgnet_core.errors import InputError
from orgnet_core.presets import PRESETS
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import State
from orgnet_core.training import Trainer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("preset", metavar="PRESET", help=", ".join(PRESETS))
    parser.add_argument("--seed", help="start from this seed")
    parser.add_argument("--epochs", help="train for so many epochs")
    parser.add_argument(
        "--set", action="append", default=[], metavar="FIELD=VALUE", help="change any setting"
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
            return grow_to_the_end(options, store, run, origin, trainer)


def config_of(options: argparse.Namespace) -> RunConfig:
    """The preset's, with all changes. Raises InputError, SettingsError."""
    if options.preset not in PRESETS:
        raise InputError(f"There is no preset {options.preset!r}; {', '.join(PRESETS)} are.")
    return PRESETS[options.preset].config.changed(_changes(options))


def _changes(options: argparse.Namespace) -> dict[str, str]:
    changes: dict[str, str] = {}
    for setting in options.set:
        name, equals, value = setting.partition("=")
        if not equals:
            raise InputError(f"--set takes FIELD=VALUE, not {setting!r}.")
        changes[name.strip()] = value.strip()
    named = {"seed": options.seed, "epochs": options.epochs}
    return changes | {name: value for name, value in named.items() if value is not None}
