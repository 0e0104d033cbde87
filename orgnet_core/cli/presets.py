"""presets: what can be grown."""

import argparse

from orgnet_core.cli.shared import add_json, say
from orgnet_core.presets import PRESETS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """List the presets with what to expect of each."""
    found = [
        {
            "name": preset.name,
            "title": preset.title,
            "particles": preset.config.organism.particles,
            "epochs": preset.config.epochs,
            "expected": preset.expected,
        }
        for preset in PRESETS.values()
    ]
    say(options, found, [f"{p['name']:15} {p['title']}. {p['expected']}" for p in found])
    return 0
