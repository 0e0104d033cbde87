"""A process that grows a run is killed at random moments; nothing of what comes of it changes."""

import pytest

from orgnet_core.runs.store import Store
from scripts.crash_test import compare, crash, crash_server


def test_a_run_killed_twice_ends_as_if_it_had_grown_in_peace(tmp_path):
    settings = ["addition", "--epochs", "250", "--set", "replication_steps=1"]
    resumed = crash(tmp_path, settings, kills=2, most=0.25, seed=3)
    assert len(resumed) == 2 and resumed == sorted(resumed) and resumed[-1] > 0


def test_a_servers_runs_killed_in_line_or_at_training_end_as_if_each_had_grown_alone(tmp_path):
    crash_server(tmp_path, "addition", epochs=60, kills=1, most=0.25, seed=3)


@pytest.mark.parametrize("column", ["arrays", "particle_weights", "scalars"])
def test_the_comparison_sees_a_single_changed_snapshot(call, home, column):
    call("train", "addition", "--epochs", "3", "--set", "replication_steps=1")
    compare(home)
    store = Store(home)
    with store._database.connection as db:
        # Exchange what two steps recorded.
        rows = db.execute(f"SELECT step, {column} FROM snapshots WHERE step IN (5, 6)").fetchall()
        for (step, _), (_, other) in zip(rows, rows[::-1], strict=True):
            db.execute(f"UPDATE snapshots SET {column} = ? WHERE step = ?", (other, step))
    store.close()
    with pytest.raises(AssertionError):
        compare(home)
