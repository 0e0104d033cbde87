"""Small organisms to cut, grown once; and organisms made up number by number."""

from dataclasses import replace
from functools import cache
from itertools import pairwise, product

import numpy as np
import torch
from helpers import addition
from hypothesis import strategies as st
from torch import Tensor

from orgnet_core.config import RunConfig
from orgnet_core.fixpoints import Kind
from orgnet_core.phases import Phase
from orgnet_core.pruning import Specimen
from orgnet_core.pruning.dense import dense
from orgnet_core.snapshot import Snapshot
from orgnet_core.training import Trainer

DIGITS = RunConfig(hidden=(4, 3), particle_hidden=2, phases=(Phase(epochs=2, task_lr=0.03),))
SUMS = addition(epochs=6)
CONFIGS = {"digits": DIGITS, "sums": SUMS}


@cache
def grown_run(name: str) -> tuple[Trainer, list[Snapshot]]:
    """A small run at its end, and what was recorded of it."""
    trainer = Trainer(CONFIGS[name])
    snapshots = [trainer.snapshot()]
    while not trainer.done:
        trainer.advance()
        if trainer.due:
            snapshots.append(trainer.snapshot())
    return trainer, snapshots


def trained(name: str) -> Trainer:
    return grown_run(name)[0]


def recorded(name: str) -> list[Snapshot]:
    return grown_run(name)[1]


def grown(name: str) -> Snapshot:
    """The last snapshot of a small run: of some self-replicators and some others."""
    snapshot = recorded(name)[-1]
    assert 0 < snapshot.kinds["self_replicator"] < len(snapshot.kind)
    return snapshot


def particle_weights(name: str) -> Tensor:
    """The particles of that snapshot, [n, P]."""
    return trained(name).particles.weights.clone()


def specimen(name: str) -> Specimen:
    return Specimen.of(CONFIGS[name], grown(name), recorded(name))


def made_up(name: str, **arrays) -> Specimen:
    """The small organism with some of its arrays replaced."""
    return replace(specimen(name), **arrays)


def net_without(organism: Specimen, cut: np.ndarray) -> torch.nn.Sequential:
    """The organism read off as an ordinary net, one weight after the other."""
    weight = torch.zeros(len(organism.weight), dtype=organism.config.torch_dtype)
    for particle in range(len(weight)):
        if not cut[particle]:
            weight[particle] = float(organism.weight[particle])
    return dense(organism.config.organism.widths, organism.config.activation, weight)


def sizes(organism: Specimen) -> list[tuple[int, int, int]]:
    """(layer, cell, edge) of every particle, counted out."""
    widths = organism.config.organism.widths
    return [
        (layer, cell, edge)
        for layer, (edges, cells) in enumerate(pairwise(widths))
        for cell, edge in product(range(cells), range(edges))
    ]


def counts(organism: Specimen, cut: np.ndarray) -> list[int]:
    """How many particles of each layer are cut."""
    found = [0] * len(organism.config.organism.shapes)
    for (layer, _, _), gone in zip(sizes(organism), cut, strict=True):
        found[layer] += bool(gone)
    return found


def cuts(name: str) -> st.SearchStrategy[np.ndarray]:
    """Any cut of a small organism."""
    count = CONFIGS[name].organism.particles
    return st.builds(
        lambda seed, share: np.random.default_rng(seed).random(count) < share,
        st.integers(0, 1000),
        st.floats(0, 1),
    )


@st.composite
def any_organism(draw, name: str) -> Specimen:
    """Weights, errors and kinds by chance, some of them no numbers, many of them alike."""
    count = CONFIGS[name].organism.particles
    generator = np.random.default_rng(draw(st.integers(0, 1000)))
    values = np.array([0, 1e-9, 0.5, -0.5, 2, -3, np.nan, np.inf, -np.inf], np.float32)
    values = values[: draw(st.integers(1, len(values)))]
    weight, error = generator.choice(values, count), np.abs(generator.choice(values, count))
    kind = generator.choice([int(kind) for kind in Kind], count).astype(np.uint8)
    return made_up(name, weight=weight, replication_error=error, kind=kind)
