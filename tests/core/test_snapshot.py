"""What a snapshot says of all its particles at once, and that nobody can change it."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from helpers import SHORT, bits

from orgnet_core.snapshot import Snapshot
from orgnet_core.training import train

ARRAYS = {
    *("replication_error", "replication_loss", "task_contribution", "contribution_error"),
    *("gradient", "copy", "leaks", "weight", "kind", "particle_weights"),
}


@pytest.fixture(scope="module")
def snapshot():
    return next(train(SHORT))


def test_bands_are_the_losses_that_5_25_50_75_and_95_percent_stay_below(snapshot):
    losses = np.random.default_rng(0).permutation(np.arange(101, dtype=np.float32))
    assert replace(snapshot, replication_loss=losses).replication_bands == [5, 25, 50, 75, 95]


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_bands_of_a_broken_organism_are_no_numbers(snapshot, bad):
    losses = np.full(18, bad, np.float32)
    assert not np.isfinite(replace(snapshot, replication_loss=losses).replication_bands).any()


def test_its_values_can_be_changed_by_nobody(snapshot):
    with pytest.raises(FrozenInstanceError):
        snapshot.metric = 1.0
    assert snapshot.arrays().keys() == ARRAYS
    for array in snapshot.arrays().values():
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0


def test_a_light_snapshot_lacks_the_particle_weights_and_nothing_else(snapshot):
    assert snapshot.particle_weights is not None and snapshot.light.particle_weights is None
    assert bits(snapshot.light, ("particle_weights",)) == bits(snapshot, ("particle_weights",))
    assert snapshot.light.arrays().keys() == ARRAYS - {"particle_weights"}


def test_one_recorded_before_errors_were_measured_has_none(snapshot):
    arrays = snapshot.arrays()
    del arrays["contribution_error"]
    old = Snapshot.of(snapshot.scalars(), arrays)
    assert np.isnan(old.contribution_error).all() and old.contribution_error.shape == (18,)
    assert bits(old, ("contribution_error",)) == bits(snapshot, ("contribution_error",))


def test_numbers_and_arrays_together_are_the_whole_snapshot(snapshot):
    assert snapshot.scalars() | snapshot.arrays() == vars(snapshot)
