"""A schedule: which phase an epoch belongs to, and the rates that decay in it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core.phases import LEAST_DECAY, Phase, place

lengths = st.lists(st.integers(1, 5), min_size=1, max_size=5)


@given(lengths)
def test_epochs_are_counted_through_the_phases(epochs):
    phases = [Phase(epochs=count) for count in epochs]
    slow = [(number, e) for number, count in enumerate(epochs) for e in range(count)]
    assert [place(phases, epoch) for epoch in range(sum(epochs))] == slow
    assert place(phases, sum(epochs) + 3) == slow[-1]


@given(st.integers(2, 30), st.floats(LEAST_DECAY, 1), st.floats(LEAST_DECAY, 1))
def test_a_rate_falls_by_the_same_factor_each_epoch_to_its_decay(epochs, task, replication):
    phase = Phase(epochs=epochs, task_decay=task, replication_decay=replication)
    at = [phase.at(epoch) for epoch in range(epochs)]
    for name, decay in (("task_lr", task), ("replication_lr", replication)):
        rates = [getattr(each, name) for each in at]
        assert rates[0] == getattr(phase, name)
        assert rates[-1] == pytest.approx(decay * rates[0])
        factors = [after / before for before, after in pairwise(rates)]
        assert factors == pytest.approx([decay ** (1 / (epochs - 1))] * len(factors))
    assert at[-1].momentum == phase.momentum


def test_in_a_phase_of_one_epoch_nothing_decays():
    phase = Phase(epochs=1, task_decay=0.1)
    assert phase.at(0) == phase


def test_without_decay_a_phase_is_itself_in_every_epoch():
    phase = Phase(epochs=9)
    assert phase.at(7) is phase
