"""When snapshots are taken: densely at first, never more than memory allows."""

import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core.cadence import FEWEST, SNAPSHOT_BYTES, Cadence
from orgnet_core.config import RECORD_BYTES, SNAPSHOT_STEPS, WEIGHT_BYTES, RunConfig
from orgnet_core.phases import Phase
from orgnet_core.presets import PRESETS
from orgnet_core.training import Trainer

MNIST15 = PRESETS["mnist15"].config
LARGE = RunConfig(task="mnist28", hidden=(64, 64), phases=(Phase(epochs=200),))  # 54,912 particles
LARGEST = RunConfig(hidden=(4000, 50), particle_hidden=2, phases=(Phase(epochs=200),))
REAL_BYTES = {"float32": 4, "float64": 8}
PARTICLE_BYTES = {"float32": 41, "float64": 81}  # ten numbers and a kind
# Every batch up to 8, then four an octave; from 512 on the next would be more than 120 away.
EARLY = [*range(8), *(part << octave for octave in range(1, 7) for part in (4, 5, 6, 7)), 512]


def due_steps(config) -> list[int]:
    cadence = Cadence(config)
    return [step for step in range(config.steps + 1) if cadence.due(step)]


def steps_with_weights(config) -> list[int]:
    cadence = Cadence(config)
    return [step for step in due_steps(config) if cadence.keeps_weights(step)]


def most_snapshots(config) -> int:
    each = SNAPSHOT_BYTES + PARTICLE_BYTES[config.dtype] * config.organism.particles
    return max(FEWEST, RECORD_BYTES // each)


def bytes_of_weights(config) -> int:
    """Of one snapshot."""
    return REAL_BYTES[config.dtype] * config.organism.particles * config.particle_size


@st.composite
def configs(draw, batch_sizes=(100, 250, 499, 500, 1000, 60_000)):
    """Organisms from 235 to 705,000 particles, in one phase or two."""
    epochs = st.integers(1, 150)
    phases = tuple(Phase(epochs=draw(epochs)) for _ in range(draw(st.integers(1, 2))))
    return RunConfig(
        hidden=(draw(st.integers(1, 20) | st.integers(1, 3000)),),
        particle_hidden=draw(st.integers(1, 4)),
        batch_size=draw(st.sampled_from(batch_sizes)),
        dtype=draw(st.sampled_from(sorted(REAL_BYTES))),
        phases=phases,
    )


def test_the_papers_organism_is_recorded_every_epoch_and_more_at_first():
    ends = range(0, MNIST15.steps + 1, MNIST15.batches)
    assert due_steps(MNIST15) == sorted({*EARLY, *ends})


def test_the_first_eight_batches_are_all_there_and_then_four_steps_an_octave():
    due = due_steps(PRESETS["addition"].config)
    assert due[:9] == list(range(9))
    for octave in (8, 16, 32, 64):
        wanted = {octave * part // 4 for part in (4, 5, 6, 7)}
        ends = {step for step in range(octave, 2 * octave) if step % 20 == 0}
        assert {step for step in due if octave <= step < 2 * octave} == wanted | ends


@pytest.mark.parametrize("batch_size", [1000, 500, 334], ids="batches of {}".format)
def test_where_epochs_are_short_the_early_steps_end_early(batch_size):
    """Once steps are as far apart as epochs are long, only the ends of epochs are recorded."""
    config = PRESETS["addition"].config.changed({"epochs": 9, "batch_size": batch_size})
    batches = config.batches
    first = {1: [], 2: [1, 3, 5, 7], 3: [1, 2, 4, 5, 7, 8, 10, 14, 16]}[batches]
    assert due_steps(config) == sorted({*first, *range(0, 9 * batches + 1, batches)})


def test_a_long_epoch_has_marks_every_120_batches_too():
    config = MNIST15.changed({"batch_size": 240, "epochs": 9})  # 250 batches an epoch
    marks = {250 * epoch + mark for epoch in range(9) for mark in (0, 120, 240)}
    assert due_steps(config) == sorted({*EARLY, *marks, 2250})


def test_a_large_organism_keeps_every_early_mark_and_then_every_kth_to_the_end():
    due = due_steps(LARGE)
    later = [step for step in due if step > 512]
    gaps = [b - a for a, b in pairwise(later)]
    assert len(due) <= most_snapshots(LARGE) < 60
    assert later[:10] == list(range(600, 1800, 120))
    assert gaps == sorted(gaps) and gaps[-1] == gaps[-10] > 1000


def test_the_largest_organism_records_few_steps_first_and_last_among_them():
    due = due_steps(LARGEST)
    assert due[0] == 0 and due[-1] == LARGEST.steps
    assert FEWEST - 2 <= len(due) <= FEWEST
    assert sum(step <= 512 for step in due) >= 4, "densely at first"


@pytest.mark.parametrize("dtype", REAL_BYTES)
def test_a_snapshot_takes_the_bytes_that_the_budget_counts(dtype):
    config = MNIST15.changed({"dtype": dtype})
    snapshot = Trainer(config).snapshot()
    assert snapshot.light.nbytes == PARTICLE_BYTES[dtype] * 1200
    assert snapshot.particle_weights.nbytes == bytes_of_weights(config)


@given(configs())
def test_recorded_bytes_stay_in_bounds_and_both_ends_are_there(config):
    due = due_steps(config)
    assert due[0] == 0 and due[-1] == config.steps
    assert len(due) <= most_snapshots(config)


@given(configs(), st.integers(0, 1000), st.integers(1, 20))
def test_the_next_due_step_is_found_if_it_is_near(config, step, most):
    ahead = [each - step for each in due_steps(config) if each > step]
    assert Cadence(config).until_due(step, most) == min([most, *ahead])


@given(configs())
def test_what_fits_into_memory_is_recorded_without_a_hole(config):
    due = due_steps(config)
    ends = set(range(0, config.steps + 1, config.batches))
    if len(EARLY) + config.epochs * -(-config.batches // SNAPSHOT_STEPS) < most_snapshots(config):
        assert ends <= set(due)
        assert max(b - a for a, b in pairwise(due)) <= SNAPSHOT_STEPS


@given(configs(batch_sizes=(50, 100, 250, 500, 1000, 60_000)))
def test_after_the_early_steps_recording_only_gets_sparser(config):
    """With batch sizes that make marks even: 1, 60, or a multiple of 120 batches an epoch."""
    due = due_steps(config)
    later = [step for step in due if step >= 512 or config.batches == 1]
    gaps = [b - a for a, b in pairwise(later)]
    assert gaps == sorted(gaps)
    assert due[(len(due) - 1) // 2] <= config.steps / 2


@pytest.mark.parametrize(
    "organism",
    [
        {"task": "addition", "hidden": ()},
        {"task": "addition", "hidden": (3, 3), "particle_hidden": 3},
        {"task": "mnist28", "hidden": (2500,), "particle_hidden": 2},
    ],
    ids=["2 particles", "18 particles", "1,985,000 particles"],
)
def test_the_longest_run_there_can_be_is_planned_in_little_memory(organism):
    phases = tuple(Phase(epochs=10_000) for _ in range(20))
    config = RunConfig(**organism, batch_size=1, phases=phases)
    tracemalloc.start()
    cadence = Cadence(config)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert config.steps >= 200_000_000 and peak < 20_000_000
    assert len(cadence._due) <= most_snapshots(config)
    assert cadence.due(0) and cadence.due(config.steps) and cadence.keeps_weights(config.steps)


@pytest.mark.parametrize("name", sorted(PRESETS.keys() - {"mnist28", "fashion28"}))
def test_of_all_presets_but_the_largest_all_particle_weights_are_kept_whenever_one_looks(name):
    config = PRESETS[name].config
    cadence = Cadence(config)
    assert all(cadence.keeps_weights(step) for step in range(config.steps + 1))


def test_particle_weights_of_a_larger_organism_are_kept_at_even_ranks():
    due, kept = due_steps(LARGE), steps_with_weights(LARGE)
    ranks = [due.index(step) for step in kept]
    gaps = {b - a for a, b in pairwise(ranks)}
    assert ranks[0] == 0 and ranks[-1] == len(due) - 1
    assert len(kept) == WEIGHT_BYTES // bytes_of_weights(LARGE) == 7
    assert max(gaps) - min(gaps) <= 1
    cadence = Cadence(LARGE)
    asked = [step for step in range(LARGE.steps + 1) if cadence.keeps_weights(step)]
    assert asked == kept, "no others, whenever one looks"


def test_particle_weights_of_the_largest_organism_are_kept_at_the_end_only():
    assert steps_with_weights(LARGEST) == [LARGEST.steps]


@given(configs())
def test_particle_weights_stay_in_bounds_and_those_of_the_end_are_there(config):
    kept, each = steps_with_weights(config), bytes_of_weights(config)
    assert kept[-1] == config.steps
    assert len(kept) * each <= max(WEIGHT_BYTES, each)
    assert kept[0] == 0 or 2 * each > WEIGHT_BYTES
