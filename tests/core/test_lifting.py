"""A lifted organism computes what the dense net computes, and all its particles replicate."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from nets import LAYERS, net
from torch import nn

from orgnet_core.config import parse_config
from orgnet_core.fixpoints import Kind, classify
from orgnet_core.lifting import LARGEST, all_replicate, lift, lifted_trainer, read_off
from orgnet_core.organism import Organism
from orgnet_core.particles import Particles
from orgnet_core.runs.lifted import SCHEDULE

DTYPES = (torch.float32, torch.float64)


@st.composite
def mlps(draw) -> tuple[nn.Sequential, str]:
    """Of any shape and activation, each layer's weights at most of a size of its own, to 100; some
    of them are cut."""
    widths = draw(st.lists(st.integers(1, 12), min_size=2, max_size=5))
    activation, dtype = draw(st.sampled_from([*LAYERS])), draw(st.sampled_from(DTYPES))
    made = net(widths, activation, draw(st.integers(0, 1000))).to(dtype)
    for layer in made.parameters():
        size = draw(st.sampled_from([1e-8, 1e-3, 1.0, 10.0, 100.0]))
        layer.uniform_(-size, size).mul_(torch.rand_like(layer) < draw(st.sampled_from([0.5, 1])))
    next(made.parameters()).view(-1)[0] = draw(st.sampled_from([-100.0, 0.0, 100.0]))
    return made, activation


@settings(max_examples=20)
@given(mlp=mlps(), particle_hidden=st.integers(1, 5), seed=st.integers(0, 2**32 - 1))
def test_it_computes_the_same_and_every_particle_replicates(mlp, particle_hidden, seed):
    dense, activation = mlp
    matrices = list(dense.parameters())
    organism = Organism((matrices[0].shape[1], *(len(each) for each in matrices)), activation)
    particles = lift(matrices, particle_hidden, seed)
    rounded = Particles(particles.weights.to(matrices[0].dtype), particle_hidden)
    if not all_replicate(rounded):  # as a run then is
        rounded = particles
    assert (classify(rounded) == Kind.SELF_REPLICATOR).all()
    x = torch.randn(50, organism.widths[0], dtype=torch.float64)
    outputs, wanted = organism.forward(x, rounded.task_weight().double()), dense.double()(x)
    assert (outputs - wanted).abs().max() <= 1e-5 * wanted.abs().max()
    for matrix, read in zip(matrices, read_off(organism, rounded), strict=True):
        assert torch.allclose(read.double(), matrix.double(), rtol=1e-6, atol=0)


def test_the_seed_decides_which_particles_not_what_they_compute():
    matrices = list(net((3, 4, 2)).parameters())
    first, again, other = (lift(matrices, 4, seed) for seed in (1, 1, 2))
    assert torch.equal(first.weights, again.weights)
    assert not torch.equal(first.weights, other.weights)
    assert torch.allclose(first.task_weight(), other.task_weight(), rtol=1e-12, atol=0)


def config(**changes):
    asked = {"task": "addition", "hidden": [3], "phases": [SCHEDULE.model_dump()]}
    return parse_config(asked | changes)


@pytest.mark.parametrize(("size", "dtype"), [(100.0, "float32"), (LARGEST, "float64")])
def test_particles_of_float32_that_could_not_replicate_are_in_float64(size, dtype):
    matrices = [size * matrix.sign() for matrix in net((2, 3, 1)).parameters()]
    trainer = lifted_trainer(config(), matrices)
    assert trainer.config == config(dtype=dtype)
    snapshot = trainer.snapshot()
    assert snapshot.kinds["self_replicator"] == 9
    assert snapshot.weight.tolist() == pytest.approx(torch.cat([*map(torch.flatten, matrices)]))


def test_it_learns_on_from_there_and_stays_one():
    trainer = lifted_trainer(config(batch_size=50), list(net((2, 3, 1)).parameters()))
    before = trainer.snapshot()
    while trainer.step < 100:
        trainer.advance()
    after = trainer.snapshot()
    assert after.task_loss < before.task_loss
    assert before.kinds["self_replicator"] == after.kinds["self_replicator"] == 9
