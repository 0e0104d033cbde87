"""The command line: one JSON value on stdout, one line for what is wrong, nothing half done."""

import subprocess
import sys
from pathlib import Path

import pytest
from helpers import addition, only_json

from orgnet_core.cli import COMMANDS
from orgnet_core.presets import PRESETS
from orgnet_core.runs.store import Store
from orgnet_core.training import Trainer, train

KINDS = {"self_replicator", "zero", "secondary", "divergent", "other"}
RESULT = {
    *("run", "preset", "seed", "state", "epoch", "seconds", "particles"),
    *("task_loss", "metric", "replication_loss", "kinds"),
}


def recorded(home: Path) -> list:
    store = Store(home)
    found = store.runs()
    store.close()
    return found


def test_presets_are_listed_with_what_to_expect(call, home):
    status, out, _ = call("presets", "--json")
    found = only_json(out)
    assert status == 0 and not home.exists()
    assert [preset["name"] for preset in found] == list(PRESETS)
    assert {"addition", "mnist15", "mnist15-quick"} <= set(PRESETS)
    for preset in found:
        assert preset.keys() == {"name", "title", "particles", "epochs", "expected"}
    sizes = {preset["name"]: (preset["particles"], preset["epochs"]) for preset in found}
    assert sizes["addition"] == (18, 60) and sizes["mnist15"] == (1200, 200)


def test_training_says_what_came_of_it(call, home):
    status, out, err = call("train", "addition", "--epochs", "2", "--seed", "7", "--json")
    result = only_json(out)
    assert status == 0 and result.keys() == RESULT
    assert (result["preset"], result["seed"], result["state"]) == ("addition", 7, "finished")
    assert (result["epoch"], result["particles"]) == (2, 18)
    assert result["seconds"] > 0
    assert result["metric"]["name"] == "mean absolute error"
    assert result["kinds"].keys() == KINDS and sum(result["kinds"].values()) == 18
    assert 0 < result["replication_loss"]["mean"] <= result["replication_loss"]["max"]
    assert result["run"] in err  # the progress bar


def test_training_gives_the_numbers_of_the_same_config_grown_in_python(call):
    _, out, _ = call("train", "addition", "--epochs", "2", "--set", "momentum=0.5", "--json")
    result, expected = only_json(out), list(train(addition(epochs=2, momentum=0.5)))[-1]
    assert result["task_loss"] == expected.task_loss
    assert result["metric"]["value"] == expected.metric
    assert result["replication_loss"]["max"] == expected.replication_loss.max()
    assert result["kinds"] == expected.kinds


def test_a_trained_run_is_recorded_where_the_environment_says(call, home):
    _, out, _ = call("train", "addition", "--epochs", "2", "--json")
    (record,) = recorded(home)
    assert record.id == only_json(out)["run"] and record.state == "finished"
    assert record.config == addition(epochs=2)
    store = Store(home)
    steps = [snapshot.step for snapshot in store.snapshots(record.id)]
    assert steps == [*range(8), 8, 10, 12, 14, 16, 20, 24, 28, 32, 40]
    store.close()


def test_runs_can_be_kept_elsewhere(call, home, tmp_path):
    call("train", "addition", "--epochs", "1", "--runs", str(tmp_path / "elsewhere"))
    assert len(recorded(tmp_path / "elsewhere")) == 1 and not home.exists()


@pytest.mark.parametrize(
    "command", [["list"], ["prune", "x", "--by", "random"], ["robustness", "x"], ["resume", "x"]]
)
def test_a_command_that_reads_makes_nothing_where_nothing_is(call, home, command):
    for _ in range(2):
        status, out, err = call(*command)
        assert (status, out) == (2, "") and err == f"There are no runs here. [{home}]\n"
        assert not home.exists() or not list(home.iterdir())
        home.mkdir(exist_ok=True)


def test_a_tilde_is_the_home_of_whoever_types_it(call, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ORGNET_HOME", "~/here")
    assert call("train", "addition", "--epochs", "1")[0] == 0
    assert call("train", "addition", "--epochs", "1", "--runs=~/there")[0] == 0
    (run,) = only_json(call("list", "--json", "--runs=~/there")[1])
    assert call("export", run["run"], "--runs=~/there", "--to=~/x.zip")[0] == 0
    assert {path.name for path in tmp_path.iterdir()} == {"here", "there", "x.zip"}
    status, out, err = call("list", "--runs=~nobody-of-that-name")
    assert (status, out, err.count("\n")) == (2, "", 1) and "the home of nobody" in err
    monkeypatch.setenv("ORGNET_HOME", "~nobody-of-that-name")
    status, out, err = call("list")
    assert (status, out, err.count("\n")) == (2, "", 1) and "ORGNET_HOME must be a folder" in err


def test_runs_are_listed_newest_first(call):
    for seed in ("1", "2"):
        call("train", "addition", "--epochs", "1", "--seed", seed)
    newest, oldest = only_json(call("list", "--json")[1])
    assert (newest["seed"], oldest["seed"]) == (2, 1)
    assert (newest["preset"], newest["state"], newest["epoch"]) == ("addition", "finished", 1)
    assert newest["metric"]["name"] == "mean absolute error" and newest["metric"]["value"] > 0


def test_help_names_every_command_and_what_it_does(call):
    status, out, _ = call("--help")
    assert status == 0 and out.startswith("usage: organism-lab ")
    for name, command in COMMANDS.items():
        does = command.run.__doc__.partition(".")[0].lower()
        assert " ".join(f"{name} {does}".split()) in " ".join(out.split())
        status, own, _ = call(name, "--help")
        assert status == 0 and own.startswith(f"usage: organism-lab {name} ")


def test_without_json_people_get_lines(call):
    _, out, _ = call("train", "addition", "--epochs", "1")
    assert "preset: addition\n" in out and "particles: 18\n" in out
    assert [line.split()[0] for line in call("presets")[1].splitlines()] == list(PRESETS)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("", "COMMAND"),
        ("grow", "grow"),
        ("train", "PRESET"),
        ("train subtraction", "subtraction"),
        ("train addition --colour red", "--colour"),
        ("train addition --epochs", "--epochs"),
        ("train addition --epochs many", "epochs"),
        ("train addition --epochs 0", "epochs"),
        ("train addition --seed -1", "seed"),
        ("train addition --set hidden", "--set"),
        ("train addition --set hidden=1000000000", "hidden"),
        ("train addition --set hidden=4096,4096", "particles"),
        ("train addition --set batch_size=1e99", "batch_size"),
        ("train addition --set colour=red", "colour"),
        ("train addition --set phases.3.epochs=1", "phases.3.epochs"),
        ("train addition --set phases=all --set epochs=1", "phases"),
        ("train addition --set task_lr=nan", "task_lr"),
        ("list --limit 3", "--limit"),
    ],
)
def test_bad_input_gets_one_line_and_nothing_is_written(call, home, arguments, named):
    status, out, err = call(*arguments.split(), *(["--json"] if arguments else []))
    assert (status, out) == (2, "")
    assert err.endswith("\n") and err.count("\n") == 1
    assert named in err and "Traceback" not in err
    assert not home.exists()


def test_a_place_where_no_runs_can_be_kept_gets_one_line(call, tmp_path):
    (tmp_path / "taken").write_text("a file, not a folder")
    status, out, err = call("train", "addition", "--runs", str(tmp_path / "taken"))
    assert (status, out, err.count("\n")) == (2, "", 1) and "taken" in err


def test_a_bad_environment_gets_one_line(call, monkeypatch, home):
    monkeypatch.setenv("ORGNET_UNWATCHED_PAUSE", "forever")
    status, out, err = call("list")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err == 'ORGNET_UNWATCHED_PAUSE must be a number of seconds above 0, not "forever".\n'
    assert not home.exists()


def test_a_diverging_run_exits_with_1_and_its_last_good_numbers(call, home):
    lrs = ("--set", "task_lr=10", "--set", "replication_lr=10")
    status, out, err = call("train", "addition", *lrs, "--json")
    result = only_json(out)
    assert (status, result["state"]) == (1, "diverged")
    assert isinstance(result["task_loss"], float) and "The organism diverged" in err
    (record,) = recorded(home)
    assert record.state == "diverged" and "diverged" in record.message


def test_an_organism_that_replicates_itself_to_pieces_is_no_result(call):
    """Without the task, too, a failed computation shows as a failure."""
    settings = ("phases.0.task=off", "replication_lr=10", "epochs=2")
    status, out, err = call(
        "train", "addition", "--json", *(f"--set={setting}" for setting in settings)
    )
    result = only_json(out)
    assert (status, result["state"], result["epoch"]) == (1, "diverged", 0)
    assert "diverged" in err and result["kinds"]["divergent"] == 0


def test_an_interrupted_run_keeps_what_it_has(call, home, monkeypatch):
    works = Trainer.advance

    def interrupted(trainer, _most):
        if trainer.step == 30:
            raise KeyboardInterrupt
        works(trainer)

    monkeypatch.setattr(Trainer, "advance", interrupted)
    status, out, err = call("train", "addition", "--json")
    result = only_json(out)
    assert f"`resume {result['run']}` continues" in err
    assert (status, result["state"], result["epoch"]) == (1, "interrupted", 28 / 20)
    assert recorded(home)[0].state == "interrupted" and "resume" in recorded(home)[0].message


def python_m(*arguments: str, home: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "orgnet_core", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
        env={"ORGNET_HOME": str(home), "PATH": ""},
    )


def test_as_a_program_stdout_is_json_and_nothing_else(tmp_path):
    done = python_m("train", "addition", "--epochs", "2", "--json", home=tmp_path)
    assert done.returncode == 0 and only_json(done.stdout)["state"] == "finished"


def test_as_a_program_bad_input_exits_with_2(tmp_path):
    done = python_m("train", "addition", "--epochs", "-3", "--json", home=tmp_path / "runs")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "epochs" in done.stderr and not (tmp_path / "runs").exists()
