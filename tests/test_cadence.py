"""When snapshots are taken: densely at first, never more than memory allows."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from orgnet_core.cadence import FEWEST, PARTICLE_BYTES, Cadence
from orgnet_core.config import RECORD_BYTES, RunConfig
from orgnet_core.presets import PRESETS


def due_steps(config) -> list[int]:
    cadence = Cadence(config)
    return [step for step in range(config.steps + 1) if cadence.due(step)]


def test_a_run_of_ordinary_size_records_every_epoch():
    config = PRESETS["mnist15"].config
    assert due_steps(config) == list(range(0, config.steps + 1, config.batches))


def test_a_large_organism_records_few_steps_first_and_last_among_them():
    config = RunConfig(hidden=(4000, 50), particle_hidden=2).changed({"epochs": 200})
    due = due_steps(config)
    assert due[0] == 0 and due[-1] == config.steps
    assert due[: FEWEST // 2 + 1] == list(range(0, 601, 120))
    assert len(due) <= FEWEST + 2
    cadence = Cadence(config)
    assert [step for step in due if cadence.keeps_weights(step)] == [config.steps]


@given(
    width=st.integers(1, 3000),
    epochs=st.integers(1, 300),
    batch_size=st.sampled_from([100, 499, 500, 60_000]),
)
def test_recorded_arrays_stay_in_bounds_and_get_sparser(width, epochs, batch_size):
    config = RunConfig(hidden=(width,)).changed({"epochs": epochs, "batch_size": batch_size})
    due = due_steps(config)
    size = PARTICLE_BYTES * config.organism.particles
    assert due[0] == 0 and due[-1] == config.steps
    assert len(due) * size <= max(RECORD_BYTES, FEWEST * size) + 2 * size
    gaps = [b - a for a, b in pairwise(due)][:-1]
    assert gaps == sorted(gaps) or config.batches % 120, "dense at first, thinner later"


@given(epochs=st.integers(1, 2000))
def test_particle_weights_are_kept_at_most_about_20_times(epochs):
    config = PRESETS["addition"].config.changed({"epochs": epochs, "batch_size": 1000})
    cadence = Cadence(config)
    kept = [step for step in range(config.steps + 1) if cadence.keeps_weights(step)]
    assert kept[0] == 0 and kept[-1] == config.steps
    assert len(kept) <= 22
    assert all(cadence.due(step) for step in kept)
