"""What a task step moves and how far, held to PyTorch's own optimisers and to the algebra."""

import pytest
import torch

from orgnet_core import fused, kernels
from orgnet_core.particles import WEIGHT, Particles
from orgnet_core.phases import Phase
from orgnet_core.task_steps import Memory, TaskStep, descend

KERNELS = pytest.mark.parametrize("module", [kernels, fused], ids=["plain", "compiled"])


def start(phase, module, hidden=2, count=40):
    generator = torch.Generator().manual_seed(3)
    particles = Particles.initial(hidden, count, generator, torch.float64)
    if phase.is_constrained:
        module.constrain(particles, particles.task_weight(), 1000)
    slopes = torch.randn(5, count, generator=generator, dtype=torch.float64)
    return particles, slopes, TaskStep(phase, particles, module)


def theirs(optimiser, values, momentum):
    values = values.clone().requires_grad_()
    if optimiser == "adam":
        return values, torch.optim.Adam([values], betas=(momentum, 0.999))
    return values, torch.optim.SGD([values], momentum=momentum)


@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
def test_an_optimiser_does_what_pytorchs_does(optimiser):
    generator = torch.Generator().manual_seed(1)
    ours = torch.randn(30, generator=generator, dtype=torch.float64)
    values, job = theirs(optimiser, ours, 0.8)
    zeros, adam = torch.zeros_like(ours), optimiser == "adam"
    memory = Memory(zeros, zeros.clone() if adam else None, torch.tensor(0) if adam else None)
    for lr in (0.1, 0.1, 0.03, 0.001):
        gradient = torch.randn(30, generator=generator, dtype=torch.float64)
        descend(ours, gradient, memory, lr, 0.8)
        job.param_groups[0]["lr"] = lr
        values.grad = gradient
        job.step()
        torch.testing.assert_close(ours, values.detach(), rtol=1e-14, atol=1e-15)


@KERNELS
@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
def test_under_the_constraint_the_task_weights_take_the_optimisers_steps(module, optimiser):
    phase = Phase(replication="constraint", optimiser=optimiser, task_lr=0.01)
    particles, slopes, step = start(phase, module)
    values, job = theirs(optimiser, particles.task_weight(), phase.momentum)
    for slope in slopes:
        wanted = step(slope, particles.task_weight(), phase)
        assert (wanted is None) == (phase.replication == "gradient")
        if wanted is not None:
            module.constrain(particles, wanted)
        job.param_groups[0]["lr"] = phase.task_lr
        values.grad = slope
        job.step()
    torch.testing.assert_close(particles.task_weight(), values.detach(), rtol=1e-5, atol=1e-5)
    assert particles.replication_error().max() < 5e-6
    assert step.memory.velocity.shape == (40,)


@KERNELS
@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
@pytest.mark.parametrize("replication", ["gradient", "projection"])
def test_else_every_particles_weights_do(module, optimiser, replication):
    phase = Phase(replication=replication, optimiser=optimiser, task_lr=0.01)
    particles, slopes, step = start(phase, module)
    values, job = theirs(optimiser, particles.weights, phase.momentum)
    for slope in slopes:
        wanted = step(slope, particles.task_weight(), phase)
        assert (wanted is None) == (phase.replication == "gradient")
        if wanted is not None:
            module.constrain(particles, wanted)
        job.param_groups[0]["lr"] = phase.task_lr
        job.zero_grad()
        organisms = Particles(values, 2).response()[WEIGHT]
        (organisms * slope).sum().backward()
        job.step()
        with torch.no_grad():
            if replication == "projection":
                projected = Particles(values, 2)
                module.constrain(projected, projected.task_weight())
    torch.testing.assert_close(particles.weights, values.detach(), rtol=1e-9, atol=1e-12)
    assert (particles.replication_error().max() < 5e-6) == (replication == "projection")


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        (Phase(), Phase(task_lr=0.1, replication_steps=0), True),
        (Phase(), Phase(replication="projection"), True),
        (Phase(), Phase(replication="constraint"), False),
        (Phase(), Phase(optimiser="adam"), False),
    ],
)
def test_the_memory_goes_on_through_phases_that_move_the_same_by_the_same(before, after, is_same):
    _, _, step = start(before, kernels)
    assert step.serves(before)
    assert step.serves(after) is is_same
