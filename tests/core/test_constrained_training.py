"""Training under the constraint: every particle copies itself at every step, the organism learns
what its dense twin learns, and a run goes on bit for bit."""

import pytest
import torch
from helpers import addition

from orgnet_core.fixpoints import EPSILON, Kind
from orgnet_core.phases import Phase
from orgnet_core.presets import PRESETS
from orgnet_core.pruning.dense import twin_result
from orgnet_core.training import Trainer, train

DIGITS = PRESETS["mnist15-quick"].config.changed({"hidden": "4", "batch_size": 3_000})
CONSTRAINED = {"replication": "constraint", "optimiser": "adam", "task_lr": 0.01}
OF_EVERY_SORT = addition(
    particle_hidden=2,
    batch_size=100,
    phases=(
        Phase(epochs=1, replication_steps=3),
        Phase(epochs=1, replication="constraint", task_lr=0.01),
        Phase(epochs=1, replication="constraint", optimiser="adam", task_lr=0.01),
        Phase(epochs=1, replication="projection", optimiser="adam", task_lr=0.01),
        Phase(epochs=1, replication="projection", task_decay=0.1),
        Phase(epochs=1, optimiser="adam", task_lr=0.001, replication_decay=0.5),
        Phase(epochs=2, task=False, replication="constraint"),
        Phase(epochs=2, task_decay=0.1),
    ),
)


@pytest.mark.parametrize("replication", ["constraint", "projection"])
@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
@pytest.mark.parametrize("start", ["particles", "dense"])
def test_every_particle_copies_itself_at_every_recorded_step(replication, optimiser, start):
    settings = {"replication": replication, "optimiser": optimiser, "start": start, "epochs": 1}
    snapshots = list(train(DIGITS.changed(CONSTRAINED | settings)))
    assert len(snapshots) > 10
    for snapshot in snapshots:
        assert (snapshot.kind == Kind.SELF_REPLICATOR).all()
        assert snapshot.replication_error.max() < EPSILON
    assert snapshots[-1].train_loss < snapshots[1].train_loss


@pytest.mark.parametrize(("optimiser", "lr"), [("sgd", 0.2), ("adam", 0.01)])
def test_the_organism_learns_what_its_dense_twin_learns(optimiser, lr):
    settings = {"optimiser": optimiser, "task_lr": lr, "start": "dense", "epochs": 3}
    config = DIGITS.changed(CONSTRAINED | settings | {"dtype": "float64"})
    *_, last = train(config)
    assert last.metric > 0.5
    assert abs(last.metric - twin_result(config).metric) <= 0.001


@pytest.mark.parametrize("kernel", ["torch", "fused"])
def test_a_run_of_phases_of_every_sort_goes_on_bit_for_bit(kernel):
    config = OF_EVERY_SORT.changed({"kernel": kernel})
    whole, parts = Trainer(config), Trainer(config)
    while not whole.done:
        whole.advance()
        parts.advance()
        parts = Trainer.resumed(config, parts.checkpoint())
        assert torch.equal(parts.particles.weights, whole.particles.weights)
    assert parts.done


def test_both_kernels_grow_the_same_organism():
    config = OF_EVERY_SORT.changed({"dtype": "float64"})
    ends = []
    for kernel in ("torch", "fused"):
        *_, last = train(config.changed({"kernel": kernel}))
        ends.append(torch.tensor(last.weight))
    torch.testing.assert_close(*ends, rtol=1e-6, atol=1e-6)


def test_a_phase_under_the_constraint_begins_from_the_task_weights_as_they_are():
    config = addition(
        particle_hidden=2,
        phases=(Phase(epochs=2), Phase(epochs=1, task=False, replication="constraint")),
    )
    trainer = Trainer(config)
    while trainer.phase.task:
        trainer.advance()
    before = trainer.particles.task_weight()
    trainer.advance()
    assert (trainer.snapshot().kind == Kind.SELF_REPLICATOR).all()
    torch.testing.assert_close(trainer.particles.task_weight(), before, rtol=2e-6, atol=2e-6)


def test_replication_steps_begin_from_rest_after_the_constraint():
    config = addition(
        particle_hidden=2,
        phases=(Phase(epochs=1), Phase(epochs=1, replication="constraint"), Phase(epochs=1)),
    )
    trainer = Trainer(config)
    while trainer.step < 2 * config.batches:
        trainer.advance()
    assert trainer.replication_velocity.any()  # of the first phase
    trainer._enter(trainer.phase)
    assert not trainer.replication_velocity.any()
