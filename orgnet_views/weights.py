"""Particle weights as bytes: trajectories of all particles, or all the weights of one.

Like frames: length of the header (uint32, little-endian), header (JSON), then float32 from a
multiple of four bytes on.
"""

import json

import numpy as np
import torch

from orgnet_core.cadence import evenly
from orgnet_core.json_values import Json, finite
from orgnet_core.particles import Particles, layer_shapes, positional_code
from orgnet_core.runs.live.run import Run
from orgnet_core.trajectories import by_layer, by_particle
from orgnet_views.frames import framed, stride

MOST_STEPS = 60  # of longer runs evenly chosen ones, the first and the last among them
FITS = ("layer", "particle")


def encode_trajectories(run: Run, last: int, fit: str) -> bytes:
    """Header and coordinates of `trajectories`."""
    return _encoded(*trajectories(run, last, fit))


def trajectories(run: Run, last: int, fit: str) -> tuple[Json, np.ndarray]:
    """Header {steps [T], shown, fit, explained}, and coordinates [T, shown, 3].

    `explained` holds three shares of the variance for each layer, or for each particle shown;
    null where nothing varies.
    """
    organism = run.config.organism
    recorded = evenly(list(run.particle_weights(0, last)), MOST_STEPS)
    steps = [step for step, _ in recorded]
    weights = np.array([weights for _, weights in recorded])
    weights = weights.reshape(-1, run.config.particle_size, organism.particles)
    every = stride(organism.particles)
    if fit == "layer":
        paths = by_layer(weights, organism.shapes)
        coordinates = paths.coordinates[:, ::every]
    else:
        paths = by_particle(weights[:, :, ::every])
        coordinates = paths.coordinates
    header: Json = {
        "steps": steps,
        "shown": coordinates.shape[1],
        "fit": fit,
        "explained": finite(paths.explained.tolist()),
    }
    return header, coordinates


def encode_particle(run: Run, number: int, first: int) -> bytes:
    """Header {steps [T], positions [n][3], layers (shapes of the three weight layers)}, then
    [T, 2, n]: the particle's weights, and what it says they are, N ◁ N in the run's dtype.
    """
    hidden, dtype = run.config.particle_hidden, run.config.torch_dtype
    recorded = [(step, weights[:, number].copy()) for step, weights in run.particle_weights(first)]
    own = np.array([weights for _, weights in recorded]).reshape(-1, run.config.particle_size)
    states = Particles(torch.as_tensor(own.T).to(dtype), hidden)  # steps in place of particles
    written = states.replicate().numpy().T
    header: Json = {
        "steps": [step for step, _ in recorded],
        "positions": positional_code(hidden).numpy().tolist(),
        "layers": layer_shapes(hidden),
    }
    return _encoded(header, np.stack([own, written], axis=1))


def encode_task_weights(run: Run, step: int) -> bytes | None:
    """Header {step} and the task weights of all particles, [P]; None for a step that was not
    recorded."""
    found = next((each for each in run.snapshots if each.step == step), None)
    return found and _encoded({"step": step}, found.weight)


def _encoded(header: Json, array: np.ndarray) -> bytes:
    with np.errstate(over="ignore"):  # beyond float32 is infinite there
        return framed(json.dumps(header), [array.astype("<f4").tobytes()])
