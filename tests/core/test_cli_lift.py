"""python -m orgnet_core lift: a dense net becomes a run that all else takes."""

import hashlib
from contextlib import closing
from io import BytesIO

import pytest
from archives import LIMIT, contents, with_files
from helpers import bits, kept_bits, only_json
from nets import file_of, net

from orgnet_core.pruning import Specimen, export_files
from orgnet_core.runs.archive.read import ArchiveError, read_archive
from orgnet_core.runs.archive.write import archived
from orgnet_core.runs.lifted import lift_again
from orgnet_core.runs.store import Store
from orgnet_core.tasks import TASKS

SUM = file_of(net((2, 4, 1), "tanh"), activation="tanh")


@pytest.fixture
def file(tmp_path):
    def written(content: bytes, name: str = "net.safetensors") -> str:
        (tmp_path / name).write_bytes(content)
        return str(tmp_path / name)

    return written


@pytest.fixture
def lifted(call, file) -> str:
    return only_json(call("lift", file(SUM), "--json")[1])["run"]


def opened(home):
    return closing(Store(home))


def test_it_says_what_came_of_it(call, file, home):
    status, out, err = call("lift", file(SUM), "--particle-hidden", "3", "--seed", "7", "--json")
    result = only_json(out)
    assert (status, err) == (0, "")
    assert result["file"] == "net.safetensors"
    assert result["sha256"] == hashlib.sha256(SUM).hexdigest()
    assert (result["task"], result["activation"]) == ("addition", "tanh")
    assert result["particles"] == result["kinds"]["self_replicator"] == 12
    assert 0 <= result["largest_difference"] < 1e-6
    with opened(home) as store:
        record, (first,) = store.run(result["run"]), store.snapshots(result["run"])
        assert (record.config.particle_hidden, record.config.seed) == (3, 7)
        assert store.nets.get(record.id) == SUM and record.checkpoint == 0
        assert result["metric"]["value"] == first.metric
        x, y = TASKS["addition"].test(record.config.torch_dtype)
        score = TASKS["addition"].score(net((2, 4, 1), "tanh")(x), y).item()
        assert first.metric == pytest.approx(score, rel=1e-5)


def test_a_digit_reader_without_word_of_its_activation_is_told_what_was_taken(call, file):
    result = only_json(call("lift", file(file_of(net((225, 5, 10)))), "--json")[1])
    assert (result["task"], result["activation"]) == ("mnist15", "gelu")
    assert "The file names no activation; gelu was taken." in result["notes"]
    assert result["kinds"]["self_replicator"] == 1175


def test_where_several_tasks_fit_the_first_is_taken_and_said_or_another_named(
    call, file, monkeypatch
):
    monkeypatch.setitem(TASKS, "adding", TASKS["addition"])
    result = only_json(call("lift", file(SUM), "--json")[1])
    assert result["task"] == "addition"
    assert "It fits the tasks addition, adding; addition was taken." in result["notes"]
    named = only_json(call("lift", file(SUM), "--task", "adding", "--json")[1])
    assert named["task"] == "adding"
    said = file_of(net((2, 4, 1)), activation="relu", task="adding")
    assert only_json(call("lift", file(said), "--json")[1])["task"] == "adding"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--activation", "swish"), "activation must be one of gelu, relu, tanh, linear"),
        (("--task", "chess"), "task must be one of addition"),
        (("--task", "mnist15"), "A net from 2 to 1 fits addition, not mnist15;"),
        (("--seed", "-1"), "seed must be a whole number"),
        (("--particle-hidden", "17"), "particle_hidden must be a whole number from 1 to 16"),
    ],
)
def test_what_cannot_be_gets_one_sentence_and_nothing_is_written(call, file, home, more, words):
    status, out, err = call("lift", file(SUM), *more)
    assert (status, out) == (2, "") and words in err and err.count("\n") == 1
    assert not home.exists()


@pytest.mark.parametrize(
    ("widths", "words"),
    [
        ((3, 4, 2), "A net from 3 to 2 fits no task; tasks take: addition 2 to 1"),
        ((2, 3, 3, 3, 3, 3, 1), "hidden must be at most 4 layer widths"),
    ],
)
def test_so_does_a_net_of_a_shape_that_no_organism_has(call, file, home, widths, words):
    status, out, err = call("lift", file(file_of(net(widths), activation="relu")))
    assert (status, out) == (2, "") and words in err and err.count("\n") == 1
    assert not home.exists()


def test_so_does_what_is_no_such_file(call, file, home, tmp_path):
    for name in (str(tmp_path), str(tmp_path / "nothing"), file(b"diary")):
        status, out, err = call("lift", name)
        assert (status, out) == (2, "") and err.count("\n") == 1
    assert not home.exists()


def test_it_is_listed_pruned_and_kicked_like_any_run(call, lifted):
    (listed,) = only_json(call("list", "--json")[1])
    assert (listed["run"], listed["preset"], listed["state"]) == (lifted, None, "paused")
    assert listed["lifted_from"] == "net.safetensors"
    cut = only_json(call("prune", lifted, "--by", "self_replicator", "--json")[1])
    assert (cut["pruned"], cut["kept"]) == (12, 0)
    assert call("robustness", lifted, "--json")[0] == 0


def test_it_goes_on_under_the_constraint(call, lifted, home):
    result = only_json(call("resume", lifted, "--json")[1])
    assert (result["state"], result["epoch"]) == ("finished", 20.0)
    assert result["kinds"]["self_replicator"] == 12
    with opened(home) as store:
        losses = [snapshot.task_loss for snapshot in store.snapshots(lifted)]
        assert losses[-1] < losses[0] and store.run(lifted).lifted is not None


def test_it_travels_with_its_file(call, lifted, home, tmp_path):
    archive = str(tmp_path / "a.zip")
    call("export", lifted, "--to", archive)
    there = tmp_path / "there"
    assert call("import", archive, "--runs", str(there))[0] == 0
    with opened(home) as here, opened(there) as other:
        assert kept_bits(here, lifted) == kept_bits(other, lifted)
        assert other.nets.get(lifted) == SUM
        assert here.run(lifted).lifted == other.run(lifted).lifted
        readme = contents(archived(other, lifted))["README.txt"].decode()
    assert "lifted_trainer" in readme and hashlib.sha256(SUM).hexdigest() in readme


def test_an_archive_whose_file_is_another_is_refused(lifted, home):
    with opened(home) as store:
        sound = archived(store, lifted)
    for other in (file_of(net((2, 4, 1), seed=5)), b"diary", None):
        changed = with_files(**{"lifted.safetensors": other})(sound)
        with pytest.raises(ArchiveError):
            read_archive(BytesIO(changed), LIMIT)


def test_it_is_backed_up_and_salvaged_with_its_file(call, lifted, home, tmp_path):
    for command in (("backup",), ("salvage", str(home / "orgnet.sqlite"))):
        target = tmp_path / command[0] / "orgnet.sqlite"
        target.parent.mkdir()
        assert call(*command, "--to", str(target))[0] == 0
        with opened(target.parent) as store:
            assert store.nets.get(lifted) == SUM and store.run(lifted).lifted is not None


def test_lifted_again_it_is_the_same_and_with_another_seed_another(lifted, home):
    with opened(home) as store:
        record, (first,) = store.run(lifted), store.snapshots(lifted)
        same, other = (
            store.snapshots(lift_again(store, lifted, record.config.changed({"seed": seed})))[0]
            for seed in (1, 2)
        )
    assert bits(same) == bits(first)
    assert other.weight == pytest.approx(first.weight, rel=1e-6)
    assert other.replication_loss.tolist() != first.replication_loss.tolist()


def test_what_a_cut_is_taken_away_in_can_be_lifted_again(call, run, file, home):
    with opened(home) as store:
        record, snapshots = store.run(run), store.snapshots(run)
    specimen = Specimen.of(record.config, snapshots[-1])
    cut = specimen.replicators
    content = export_files(specimen, cut)["organism.safetensors"]
    result = only_json(call("lift", file(content), "--json")[1])
    assert (result["task"], result["activation"]) == ("addition", "linear")
    assert result["kinds"]["self_replicator"] == 18 and result["largest_difference"] < 1e-5
    with opened(home) as store:
        (first,) = store.snapshots(result["run"])
    assert first.weight[cut].tolist() == [0] * cut.sum()
    assert first.weight[~cut] == pytest.approx(specimen.weight[~cut], rel=1e-6)


def test_people_get_a_line_each(call, file):
    out = call("lift", file(SUM))[1]
    assert "particles: 12\n" in out and "largest_difference: " in out
