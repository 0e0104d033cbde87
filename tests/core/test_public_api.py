"""What `import orgnet_core` offers, and that it costs nobody what they do not use."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import orgnet_core
from orgnet_core import (
    PRESETS,
    TASKS,
    Kind,
    Organism,
    Particles,
    Phase,
    RunConfig,
    Snapshot,
    Trainer,
    classify,
    train,
)

ROOT = Path(__file__).parents[2]
HEAVY = {"streamlit", "plotly", "torchvision", "sklearn", "pyarrow", "orgnet_views", "ui"}
TINY = PRESETS["addition"].config.changed({"epochs": 1})


def loaded_by(code: str) -> set[str]:
    """Names of the top-level modules that a fresh Python has loaded after `code`."""
    code += "\nimport sys; print(*{name.split('.')[0] for name in sys.modules})"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_all_that_is_offered_is_there_and_nothing_is_offered_twice():
    assert len(set(orgnet_core.__all__)) == len(orgnet_core.__all__)
    assert all(hasattr(orgnet_core, name) for name in orgnet_core.__all__)
    assert re.fullmatch(r"\d+\.\d+\.\d+", orgnet_core.__version__)


def test_an_organism_is_grown_and_looked_at_with_what_is_offered():
    config = RunConfig(task="addition", hidden=(2,), activation="linear", phases=(Phase(epochs=1),))
    *_, last = train(config)
    assert isinstance(last, Snapshot) and last.step == config.steps
    trainer = Trainer(config)
    while not trainer.done:
        trainer.advance()
    particles = Particles(trainer.particles.weights, config.particle_hidden)
    kinds = classify(particles).numpy()
    assert [Kind(kind) for kind in kinds] == [Kind(kind) for kind in last.kind]
    task = TASKS[config.task]
    x, y = task.test(config.torch_dtype)
    output = Organism((2, 2, 1), "linear").forward(x, particles.response()[4])
    assert task.score(output, y).item() == pytest.approx(last.metric, rel=1e-6)


def test_to_import_it_and_to_grow_loads_nothing_that_growing_does_not_need():
    code = f"""
from orgnet_core import RunConfig, train
list(train(RunConfig.model_validate_json({TINY.model_dump_json()!r})))"""
    loaded = loaded_by(code)
    assert "torch" in loaded and not loaded & HEAVY
