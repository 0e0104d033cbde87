"""What a sweep is: which runs a grid has, how people type it, and what cannot be."""

import pytest
from helpers import addition
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core.config import RunConfig
from orgnet_core.errors import InputError
from orgnet_core.sweeps.grid import MOST_RUNS, Grid, key_of, run_of
from orgnet_core.sweeps.notation import axes_in, seeds_in
from orgnet_core.sweeps.shard import Shard

BASE = addition()


def test_every_combination_is_a_run_and_seeds_come_last():
    axes = axes_in([("particle_hidden", "2,4"), ("phases.0.replication_steps", "1, 5")])
    grid = Grid(BASE, axes | {"seed": range(2)})
    found = [(c.seed, c.particle_hidden, c.phases[0].replication_steps) for c in grid.configs]
    each = [(2, 1), (2, 5), (4, 1), (4, 5)]
    assert found == [(seed, *settings) for seed in (0, 1) for settings in each]
    assert Grid(BASE, {}).configs == [BASE]


def test_of_a_setting_that_is_a_list_each_mention_is_a_value():
    axes = axes_in([("hidden", "5,5"), ("hidden", "10"), ("activation", "gelu"), ("seed", "7")])
    assert axes == {"hidden": ["5,5", "10"], "activation": ["gelu"], "seed": ["7"]}
    assert [config.hidden for config in Grid(BASE, axes).configs] == [(5, 5), (10,)]


def test_the_same_run_is_there_once_and_the_same_runs_are_the_same_sweep():
    twice = Grid(BASE, {"particle_hidden": ["2", "2", "3"], "seed": [1]})
    other = Grid(BASE.changed({"particle_hidden": 9}), {"particle_hidden": (2, 3)})
    assert len(twice.configs) == 2 and twice.id == other.id
    assert Grid(BASE, {"seed": [1, 2]}).id != Grid(BASE, {"seed": [1, 3]}).id
    assert len(twice.id) == len(run_of(BASE)) == 8 and key_of(BASE).startswith(run_of(BASE))


def test_a_grid_is_read_back_as_it_was_kept():
    grid = Grid(BASE, axes_in([("hidden", "5,5"), ("task_lr", "0.1,1e-3")]) | {"seed": range(3)})
    assert Grid.from_json(grid.to_json()).configs == grid.configs


@pytest.mark.parametrize(
    ("text", "seeds"), [("0-3", [0, 1, 2, 3]), ("7", [7]), ("0-1,5", [0, 1, 5]), ("2_4", [2, 4])]
)
def test_seeds_are_typed_as_ranges(text, seeds):
    assert seeds_in(text) == seeds


@given(st.integers(1, 200), st.integers(1, 30))
def test_all_shards_together_are_all_runs_each_once_and_about_as_many(runs, count):
    configs: list[RunConfig] = [BASE] * runs
    shards = [Shard(number, count).of(configs) for number in range(1, count + 1)]
    assert sum(map(len, shards)) == runs
    assert max(map(len, shards)) - min(map(len, shards)) <= 1


BAD = [
    ("--seeds 0-999999999", "at most 10,000"),
    ("--seeds 0-999999 --set particle_hidden=2,4", "at most 10,000"),
    ("--seeds 0-9999 --set particle_hidden=2,4", "at most 10,000 runs, not 20,000"),
    ("--seeds 9-0", "0-9 or 0-4,7"),
    ("--seeds=", "0-9 or 0-4,7"),
    ("--seeds all", "0-9 or 0-4,7"),
    ("--seeds -1", "seeds must be whole numbers"),
    ("--set colour=red", "colour is no setting; allowed are"),
    ("--set phases.3.epochs=1,2", "phases.3.epochs"),
    ("--set particle_hidden=", "particle_hidden must be values parted by commas"),
    ("--set particle_hidden=2,,4", "particle_hidden must be values parted by commas"),
    ("--set particle_hidden=2,99", "particle_hidden must be a whole number from 1 to 16"),
    ("--set particle_hidden", "--set takes FIELD=VALUE"),
    ("--set phases=1,2", "phases"),
    ("--set task=addition,subtraction", "task must be one of"),
    ("--set device=cuda", "device cuda is not there"),
    ("--jobs 0", "jobs must be a whole number from 1 to 1,000"),
    ("--jobs many", "jobs must be a whole number from 1 to 1,000"),
    ("--shard 1/3", "--shard I/N and --out DIR go together"),
    ("--out {tmp}/out", "--shard I/N and --out DIR go together"),
    ("--shard 0/3 --out {tmp}/out", "shard must be i/n with i from 1 to n"),
    ("--shard 4/3 --out {tmp}/out", "shard must be i/n with i from 1 to n"),
    ("--shard half --out {tmp}/out", "shard must be i/n with i from 1 to n"),
    ("--shard 1/3 --out {tmp}/file", "--out must be a folder"),
    ("--dask 127.0.0.1:1 --jobs 2", "without --jobs and --shard"),
    ("--dask tcp://127.0.0.1:1", "the address of a Dask scheduler that answers"),
    ("--dask nonsense", "the address of a Dask scheduler that answers"),
    ("--dask http://127.0.0.1", "the address of a Dask scheduler that answers"),
    ("--colour red", "--colour"),
]


@pytest.mark.parametrize(("arguments", "words"), BAD)
def test_what_cannot_be_gets_one_sentence_before_anything_starts(
    call, home, tmp_path, monkeypatch, arguments, words
):
    monkeypatch.setattr("orgnet_core.config.torch.cuda.is_available", lambda: False)
    monkeypatch.setattr("orgnet_core.sweeps.dask_cluster.PATIENCE", 0.5)
    (tmp_path / "file").touch()
    given = arguments.format(tmp=tmp_path).split(" ")
    status, out, err = call("sweep", "addition", *given, "--json")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert words in err and "Traceback" not in err
    assert not home.exists() and not (tmp_path / "out").exists()


def test_an_unknown_preset_gets_one_sentence(call, home):
    status, out, err = call("sweep", "subtraction", "--seeds", "0-9")
    assert (status, out) == (2, "") and err.startswith(
        "There is no preset 'subtraction'; there are addition"
    )


def test_a_grid_is_bounded_however_it_is_made():
    Grid(BASE, {"seed": range(MOST_RUNS)})
    for axes in ({"seed": range(MOST_RUNS + 1)}, {"seed": range(10**9), "epochs": range(10**9)}):
        with pytest.raises(InputError, match="at most 10,000 runs"):
            Grid(BASE, axes)
    with pytest.raises(InputError, match="epochs must have at least one value"):
        Grid(BASE, {"epochs": []})


def test_where_dask_is_not_installed_a_sentence_says_what_to_install(call, home, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    status, _, err = call("sweep", "addition", "--dask", "tcp://127.0.0.1:1")
    assert (status, err.count("\n")) == (2, 1) and "install '.[cluster]'" in err
    assert not home.exists()
