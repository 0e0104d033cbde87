"""What README.txt in an exported run says: what the files are, and how to grow the run again."""

import platform
import shlex
from importlib.metadata import version
from typing import Any

from orgnet_core.config import RunConfig
from orgnet_core.presets import PRESETS
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.runs.versions import in_words
from orgnet_core.version import __version__

PACKAGES = ("torch", "numpy", "numba", "safetensors")
README = """Organism Lab: run {run}

config.json            every setting of the run
run.json               its id, name, preset and state, and which versions grew it
snapshots/             a file for each recorded step, named by the step: arrays over particles,
                       and as metadata "scalars" the numbers of the whole organism
weights.safetensors    the particles' weights [n, P] at the last step that recorded them
cut.safetensors        which particles were self-replicators at the last step, {step}
checkpoint.safetensors what training needs to go on, where the run is not over
lifted.safetensors     the dense net that the run was lifted from, where it was
metrics.csv, .parquet  a row for each recorded step
particles.csv          a row for each particle at the last step
README.txt             this

Seed {seed}. Grown by {versions} of Organism Lab.
Exported by version {this}, with Python {python}, {packages}.

To grow the same organism again, bit for bit by the same version on the same machine:

{again}

To look at this run, import this archive as it is into the Organism Lab dashboard. To read a
step in Python:

    from safetensors.numpy import load_file
    arrays = load_file("snapshots/{step:08}.safetensors")
"""
IN_PYTHON = """    from orgnet_core.config import parse_config
    from orgnet_core.training import train

    *_, last = train(parse_config(open("config.json").read()))"""
LIFTED = """    from orgnet_core.config import parse_config
    from orgnet_core.dense_file import read_net
    from orgnet_core.lifting import lifted_trainer

    net = read_net(open("lifted.safetensors", "rb").read())
    trainer = lifted_trainer(parse_config(open("config.json").read()), net.matrices)
    trainer.warm_up()
    while not trainer.done:
        trainer.advance()

Its first step was lifted from {name} (sha256 {sha256})."""


def readme(record: RunRecord, step: int) -> str:
    """The text for a run whose last recorded step is `step`."""
    return README.format(
        run=record.id,
        step=step,
        seed=record.config.seed,
        versions=in_words(record.versions),
        this=__version__,
        python=platform.python_version(),
        packages=", ".join(f"{name} {version(name)}" for name in PACKAGES),
        again=_again(record),
    )


def _again(record: RunRecord) -> str:
    """How to have the organism again."""
    if record.lifted is not None:
        return LIFTED.format(name=record.lifted.name, sha256=record.lifted.sha256)
    command = command_of(record.preset, record.config)
    return f"    {command}" if command else IN_PYTHON


def command_of(preset: str | None, config: RunConfig) -> str | None:
    """The command that grows an organism of this config; None if no command can say it."""
    if preset is None:
        return None
    origin = PRESETS[preset].config
    if len(config.phases) != len(origin.phases):
        return None
    before, after = flat(origin), flat(config)
    words = ["python", "-m", "orgnet_core", "train", preset, "--seed", f"{config.seed}"]
    for name, value in after.items():
        if name != "seed" and value != before[name]:
            words += ["--set", f"{name}={_typed(value)}"]
    return shlex.join(words)


def flat(config: RunConfig) -> dict[str, Any]:
    """Every setting by the name that `RunConfig.changed` takes: seed, phases.0.epochs …"""
    values = config.model_dump()
    phases = values.pop("phases")
    return values | {
        f"phases.{i}.{name}": value
        for i, phase in enumerate(phases)
        for name, value in phase.items()
    }


def _typed(value: str | float | tuple[int, ...]) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else f"{value}"
