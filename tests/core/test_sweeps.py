"""A sweep comes to the same bits whoever grows it, and goes on where it was cut short."""

import os
import signal
import tempfile
import time
from functools import cache
from pathlib import Path

import pytest
from helpers import DEADLINE, addition, only_json, wait_until
from sweeping import (
    ADDITION,
    QUICK,
    dask_cluster,
    helpers_of,
    is_alive,
    kill_one_that_works,
    recorded,
    sweeping,
    swept,
)

from orgnet_core import Snapshot, sweep
from orgnet_core.errors import InputError, LabError
from orgnet_core.runs.store import Store
from orgnet_core.sweeps import Here
from orgnet_core.sweeps.outcome import digest
from orgnet_core.sweeps.worker import ABANDONED, PREFIX
from orgnet_core.training import train

GRIDS = {"addition": ADDITION, "mnist15-quick": QUICK}


@pytest.fixture(scope="module")
def grown_alone(tmp_path_factory):
    """By preset: (where this process grew such a sweep by itself, what it said)."""

    @cache
    def grown(preset: str) -> tuple[Path, dict]:
        place = tmp_path_factory.mktemp(preset)
        return place, swept(place, *GRIDS[preset], "--jobs", "1")[0]

    return grown


@pytest.fixture
def expected(grown_alone):
    """The digest of each run of a sweep, by preset."""
    return lambda preset: grown_alone(preset)[1]["digests"]


@pytest.fixture(params=GRIDS)
def preset(request) -> str:
    return request.param


def test_each_run_is_the_one_that_its_seed_alone_grows(expected):
    found = list(expected("addition").values())
    for seed in (0, 9):
        *_, last = train(addition(epochs=60, seed=seed))
        assert found[seed] == digest(last.particle_weights)
    assert len(set(found)) == 10


def test_a_second_call_does_nothing_and_says_so(grown_alone):
    place, first = grown_alone("addition")
    before = (place / "orgnet.sqlite").read_bytes()
    second, said = swept(place, *ADDITION)
    counts = [[each[name] for name in ("done", "skipped", "missing")] for each in (first, second)]
    assert counts == [[10, 0, 0], [0, 10, 0]] and first["digests"] == second["digests"]
    assert said == "10 runs: 10 finished already, nothing to do.\n"
    assert (place / "orgnet.sqlite").read_bytes() == before


def test_two_processes_come_to_the_same(home, preset, expected):
    assert swept(home, *GRIDS[preset], "--jobs", "2")[0]["digests"] == expected(preset)


def test_three_shards_brought_home_come_to_the_same(call, home, tmp_path, preset, expected):
    out, part = str(tmp_path / "out"), ("--jobs", "1", "--out", str(tmp_path / "out"))
    shards = [swept(home, *GRIDS[preset], f"--shard={i}/3", *part)[0] for i in (1, 2, 3)]
    together = [run for shard in shards for run in shard["digests"].items()]
    assert together == list(expected(preset).items()) and not home.exists()
    again, said = swept(home, *GRIDS[preset], "--shard=2/3", *part)
    assert again["done"] == 0 and again["digests"] == shards[1]["digests"]
    assert "nothing to do" in said
    held = only_json(call("import", out, "--json")[1])["holds"]
    assert [each["new"] for each in held] == [True] * len(together)
    at_home, said = swept(home, *GRIDS[preset])
    assert at_home["digests"] == expected(preset) and "nothing to do" in said


def test_a_cluster_that_loses_a_worker_on_the_way_comes_to_the_same(home, tmp_path, expected):
    with dask_cluster(tmp_path) as client:
        by_dask = ("--dask", client.scheduler.address)
        process = sweeping(home, *QUICK, *by_dask)
        wait_until(lambda: recorded(home) >= 1)
        kill_one_that_works(client)
        out, err = process.communicate(timeout=DEADLINE)
        assert process.returncode == 0, err
        assert only_json(out)["digests"] == expected("mnist15-quick")
        assert len(client.scheduler_info()["workers"]) == 1
        assert swept(home, *ADDITION, *by_dask)[0]["digests"] == expected("addition")


def test_a_killed_sweep_loses_what_was_under_way_and_nothing_else(home, expected):
    process = sweeping(home, *ADDITION, "--jobs", "2")
    wait_until(lambda: recorded(home) >= 1)
    helpers = helpers_of(process.pid)
    process.kill()
    process.communicate(timeout=DEADLINE)
    kept = recorded(home)
    result, said = swept(home, *ADDITION, "--jobs", "1")
    assert (result["skipped"], result["done"]) == (kept, 10 - kept)
    assert f"{kept} finished already" in said and result["digests"] == expected("addition")
    wait_until(lambda: not any(map(is_alive, helpers)))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_a_sweep_with_what_has_come_home(home, jobs):
    process = sweeping(home, "mnist15-quick", "--seeds=0-99", "--set=epochs=1", "--jobs", jobs)
    wait_until(lambda: recorded(home) >= 1)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=DEADLINE)
    result = only_json(out)
    assert process.returncode == 1 and "Stopped from the keyboard" in err
    assert "Traceback" not in err and "Warning" not in err
    assert result["done"] == recorded(home) == 100 - result["missing"] >= 1


def test_a_process_that_is_killed_ends_the_sweep_with_a_sentence():
    growing = sweep(addition(epochs=60), {"seed": range(8)}, Here(2))
    next(growing)
    os.kill(helpers_of(os.getpid())[0], signal.SIGKILL)
    with pytest.raises(LabError, match=r"^The sweep stopped: a process .* was ended"):
        list(growing)


def test_what_killed_workers_left_in_the_temporary_folder_goes_with_a_later_run(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, new = (tmp_path / f"{PREFIX}{name}" for name in ("old", "new"))
    for folder in (old, new):
        folder.mkdir()
        (folder / "orgnet.sqlite").touch()
    os.utime(old, (0, time.time() - 2 * ABANDONED))
    list(sweep(addition(epochs=1), {}, Here(1)))
    assert [*tmp_path.iterdir()] == [new], "which another worker may be at"


def test_in_python_each_run_comes_with_all_that_is_recorded_of_it():
    config, grid = addition(epochs=1), {"particle_hidden": [2, 3], "seed": range(2)}
    found = {grown.config: grown.recording for grown in sweep(config, grid, Here(1))}
    settings = [(each.seed, each.particle_hidden) for each in found]
    assert settings == [(0, 2), (0, 3), (1, 2), (1, 3)]
    for config, recording in found.items():
        assert recording.record.config == config and recording.record.state == "finished"
        assert isinstance(recording.snapshots[-1], Snapshot)
        assert recording.snapshots[-1].step == config.steps


def test_in_python_what_cannot_be_is_said_before_anything_grows():
    for grid in ({"colour": ["red"]}, {"seed": []}, {"seed": range(10**12)}):
        with pytest.raises(LabError):
            sweep(addition(), grid, Here(1))
    with pytest.raises(InputError, match="jobs must be a whole number from 1 to 1,000, not 0"):
        Here(0)


def test_a_run_that_cannot_be_grown_ends_the_sweep_with_a_sentence(call, home, monkeypatch):
    def train_until_memory_is_full(config):
        if config.seed == 2:
            raise MemoryError("no more")
        return train(config)

    monkeypatch.setattr("orgnet_core.sweeps.worker.train", train_until_memory_is_full)
    line = ("sweep", "addition", "--seeds", "1-3", "--set", "epochs=1", "--jobs", "1", "--json")
    status, out, err = call(*line)
    assert (status, out) == (2, "")
    assert err.endswith("The run with seed 2 cannot be grown (MemoryError: no more).\n")
    assert recorded(home) == 1


def test_runs_that_diverge_are_results_too(call):
    line = ("sweep", "addition", "--set", "task_lr=0.004,10", "--set", "epochs=50", "--jobs=1")
    result = only_json(call(*line, "--json")[1])
    assert [row["diverged"] for row in result["summary"]] == [0, 1]
    assert result["summary"][1]["metric"]["median"] is None
    assert only_json(call(*line, "--json")[1])["skipped"] == 2


def test_a_sweep_that_another_command_grows_is_left_to_it(call, home):
    line = ("sweep", "addition", "--set", "epochs=1", "--jobs", "1", "--json")
    sweep = only_json(call(*line)[1])["sweep"]
    store = Store(home)
    with store.lock(f"sweep {sweep}"):
        status, out, err = call(*line)
    store.close()
    assert (status, out) == (2, "")
    assert err == f"Sweep {sweep} is growing already.\n"
