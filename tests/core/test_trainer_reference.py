"""The trainer grows an organism as the slow reference does, given the same batches."""

import pytest
import torch
import torch.nn.functional as F

from orgnet_core.bench.reference import reference_of
from orgnet_core.config import RunConfig
from orgnet_core.phases import Phase
from orgnet_core.random_numbers import Place
from orgnet_core.tasks import TASKS
from orgnet_core.training import Trainer

EXACT = {"rtol": 1e-12, "atol": 1e-13}


@pytest.fixture(params=[1, 2, 3, 4], ids="h={}".format)
def hidden(request):
    return request.param


@pytest.fixture(params=["fused", "torch"])
def kernel(request):
    return request.param


def config_of(
    reads: str, widths: tuple[int, ...], hidden: int, kernel: str, **schedule
) -> RunConfig:
    phase = {"task_lr": 0.03, "replication_lr": 0.01, "momentum": 0.8} | schedule
    return RunConfig(
        task=reads,
        hidden=widths,
        activation="gelu",
        particle_hidden=hidden,
        batch_size=40,
        input_noise=0.01,
        dtype="float64",
        kernel=kernel,
        phases=(Phase(epochs=2, **phase),),
    )


def grow_both(config: RunConfig, batches: int) -> tuple[torch.Tensor, torch.Tensor]:
    """(fast, slow) weights after the same batches; more than one epoch of them if need be."""
    trainer, phase = Trainer(config), config.phases[0]
    slow = reference_of(trainer)
    loss = {"addition": F.mse_loss, "mnist15": F.cross_entropy}[config.task]
    for step in range(batches):
        place = Place(config.seed, *divmod(step, config.batches))
        x, y = TASKS[config.task].batch(place, config.batch_size, config.input_noise, torch.float64)
        trainer.advance()
        slow.replicate_in(phase)
        if phase.task:
            slow.task_step(x, y, loss, phase.task_lr)
    assert trainer.step == batches
    return trainer.particles.weights, slow.weights


@pytest.mark.parametrize("steps", [0, 1, 5])
def test_a_batch_is_the_replication_steps_and_then_the_task_step(hidden, kernel, steps):
    config = config_of("addition", (2,), hidden, kernel, replication_steps=steps)
    fast, slow = grow_both(config, batches=1)
    torch.testing.assert_close(fast, slow, **EXACT)


@pytest.mark.parametrize("momentum", ["kept", "restarted"])
def test_many_batches_have_two_separate_momenta(hidden, kernel, momentum):
    """25 batches an epoch: the round goes over into the second one."""
    schedule = {"replication_steps": 2, "replication_momentum": momentum}
    config = config_of("addition", (3, 2), hidden, kernel, **schedule)
    fast, slow = grow_both(config, batches=30)
    torch.testing.assert_close(fast, slow, **EXACT)


def test_without_the_task_only_replication_moves_the_particles(hidden, kernel):
    config = config_of("addition", (2,), hidden, kernel, replication_steps=3, task=False)
    fast, slow = grow_both(config, batches=4)
    torch.testing.assert_close(fast, slow, **EXACT)


def test_reading_digits_agrees_too(kernel):
    config = config_of("mnist15", (1,), 2, kernel, replication_steps=1)
    fast, slow = grow_both(config, batches=3)
    torch.testing.assert_close(fast, slow, **EXACT)
