"""Pictures of one's own: read, refused with a sentence, registered, never taken for others."""

import io
import shutil
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pytest
import torch
from helpers import only_json
from hypothesis import given
from hypothesis import strategies as st
from pictures import image_folder, npz, some_arrays

from orgnet_core.config import RunConfig, SettingsError
from orgnet_core.errors import InputError, NoDataError
from orgnet_core.pruning import Specimen, evaluate
from orgnet_core.runs.store import Store
from orgnet_core.tasks import TASKS, own_reading
from orgnet_core.tasks.labelled import side_by_side
from orgnet_core.tasks.own import add_own, own_tasks
from orgnet_core.tasks.own_folder import read_folder
from orgnet_core.tasks.own_reading import read_npz

CUT = ("--by", "l1_global", "--share", "0.5")
NONE = np.zeros((0, 4, 4), np.uint8)
TINY = ("--epochs", "1", "--set", "hidden=2", "--set", "batch_size=8")


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("ORGNET_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def grown(call, task: str, kept: tuple[str, str]) -> str:
    """The run of a tiny organism for it."""
    said = call("train", "digits", "--set", f"task={task}", *TINY, *kept, "--json")[1]
    return only_json(said)["run"]


def with_classes(arrays, *names):
    return arrays | {"classes": np.array(names)}


def test_an_npz_is_a_task_with_its_own_pixels_and_classes(data):
    arrays = with_classes(some_arrays(), "oak", "ash", "yew")
    name = add_own("leaves", read_npz(npz(arrays)))
    task = TASKS[name]
    assert (task.samples, task.test_size, task.classes) == (24, 12, ("oak", "ash", "yew"))
    assert task.picture.grid == (4, 4) and task.picture.channels == ()
    x, y = task.test(torch.float64)
    assert torch.equal(x, torch.tensor(arrays["test_images"].reshape(12, 16)).double() / 255)
    assert y.tolist() == arrays["test_labels"].tolist()
    assert TASKS[f"{name}-crop2-random"].inputs == 4


def test_colour_lies_side_by_side(data):
    arrays = some_arrays(shape=(5, 4, 3))
    task = TASKS[add_own("colour", read_npz(npz(arrays)))]
    assert task.picture.grid == (5, 12) and task.picture.channels == ("red", "green", "blue")
    flat = side_by_side(arrays["train_images"])
    assert np.array_equal(task.readings(2, 9).values, flat[:, 2, 9] / 255)
    assert np.array_equal(flat[:, 2, 9], arrays["train_images"][:, 2, 1, 2])


def test_a_side_shrinks_every_channel(data):
    arrays = some_arrays(shape=(8, 8, 3))
    for name in ("train_images", "test_images"):
        arrays[name][:] = 9
    own = read_npz(npz(arrays), 3)
    assert own.pictures.train_images.shape == (24, 3, 9) and (own.pictures.train_images == 9).all()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"train_images": np.zeros((24, 4, 4))}, "must hold whole numbers or words"),
        ({"train_images": np.zeros((24, 4, 4), np.int16)}, "train_images must be uint8"),
        ({"train_images": np.zeros((24, 16), np.uint8)}, "train_images must be uint8"),
        ({"train_images": np.zeros((24, 4, 4, 4), np.uint8)}, "train_images must be uint8"),
        ({"test_images": np.zeros((12, 4, 5), np.uint8)}, "of the same size"),
        ({"train_images": np.zeros((24, 0, 4), np.uint8)}, "1 to 128 pixels a side"),
        ({"train_images": np.zeros((24, 4, 129), np.uint8)}, "1 to 128 pixels a side"),
        ({"train_labels": np.zeros(23, int)}, "train_labels must be a class number for each"),
        ({"train_labels": np.zeros((24, 1), int)}, "train_labels must be a class number for each"),
        ({"train_labels": np.full(24, -1)}, "train_labels must be from 0 to 999"),
        ({"train_labels": np.full(24, 2**40)}, "train_labels must be from 0 to 999"),
        ({"train_labels": np.zeros(24, int)}, "2 classes or more"),
        ({"train_labels": np.arange(24) % 2 * 2}, "2 classes or more, each with pictures"),
        ({"test_labels": np.full(12, 3)}, "test_labels has a class that train_labels has not"),
        ({"test_images": NONE, "test_labels": np.zeros(0, int)}, "must be a class number"),
        ({"classes": np.array(["a", "b"])}, "classes must be 3 names"),
        ({"classes": np.array(["a", "b", " "])}, "A class's name must be 1 to 40"),
        ({"classes": np.array(["a", "b", "c" * 41])}, "A class's name must be 1 to 40"),
        ({"classes": np.array(["a", "b", "c\n"])}, "A class's name must be 1 to 40"),
    ],
)
def test_what_is_no_set_of_pictures_gets_a_sentence(changes, says):
    with pytest.raises(InputError, match=says) as raised:
        read_npz(npz(some_arrays() | changes))
    assert len(str(raised.value)) < 200


def test_an_npz_that_lacks_an_array_is_refused():
    arrays = some_arrays()
    del arrays["test_labels"]
    with pytest.raises(InputError, match="lacks test_labels"):
        read_npz(npz(arrays))


def packed(**members: bytes) -> io.BytesIO:
    """A zip of those .npy files, beside the arrays of a good set."""
    good = ZipFile(npz(some_arrays()))
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name in good.namelist():
            content = members.get(name.removesuffix(".npy"), good.read(name))
            archive.writestr(name, content)
    return file


def header(shape: str, descr: str = "'|u1'", fortran: bool = False) -> bytes:
    about = f"{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}, }}"
    line = about.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(line).to_bytes(2, "little") + line.encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no array that can be read"),
        (b"pickled", "no array that can be read"),
        (b"\x93NUMPY\x09\x00" + bytes(200), "no array that can be read"),
        (header("nonsense"), "no array that can be read"),
        (header("(10**9,)"), "no array that can be read"),
        (header("(9, 4, 4)"), "cut short"),
        (header("(1000000000, 9)"), "at most 400,000,000 are allowed"),
        (header("(-3, 4, 4)"), "no array that can be read"),
        (header("(24,)", "'|O'") + b"cos\nsystem", "must hold whole numbers"),
        (header("(1,)", "[('a', '|u1')]") + b"x", "must hold whole numbers"),
        (header("(1, 4, 4)", fortran=True) + b"x" * 16, "row by row"),
    ],
)
def test_hostile_arrays_are_refused_before_they_are_unpacked(content, says):
    with pytest.raises(InputError, match=says):
        read_npz(packed(train_images=content))


def test_a_bomb_is_refused_by_what_its_header_says(monkeypatch):
    monkeypatch.setattr(own_reading, "MOST_BYTES", 300)
    with pytest.raises(InputError, match="has 384 bytes; at most 300 are allowed"):
        read_npz(npz(some_arrays()))


@given(st.binary(max_size=200), st.integers(0, 2000))
def test_no_file_breaks_the_reader(noise, at):
    whole = npz(some_arrays()).read()
    for content in (noise, whole[:at] + noise + whole[at + len(noise) :]):
        try:
            read_npz(io.BytesIO(content))
        except InputError as error:
            assert str(error)


def test_a_folder_of_images_is_a_task_every_sixth_to_test(tmp_path, data):
    folder = image_folder(tmp_path / "own")
    (folder / "cats" / "notes.txt").write_text("no image")
    own = read_folder(folder, 5, is_colour=True)
    assert own.classes == ("cats", "dogs") and own.is_colour
    assert own.pictures.train_images.shape == (20, 5, 15) and len(own.pictures.test_labels) == 4
    assert own.pictures.test_images[:, 0, 0].tolist() == [50, 110, 50, 110]  # of the sixth, twelfth
    assert own.pictures.test_images[:, 0, 5].tolist() == [0, 0, 100, 100]  # green says the class
    assert own.pictures.test_labels.tolist() == [0, 0, 1, 1]
    in_grey = read_folder(folder, 5, is_colour=False).pictures
    assert in_grey.train_images.shape == (20, 5, 5)
    assert set(map(bytes, in_grey.train_images)).isdisjoint(map(bytes, in_grey.test_images))


def test_a_folder_may_say_itself_what_is_to_test(tmp_path):
    image_folder(tmp_path / "own" / "train", each=3)
    image_folder(tmp_path / "own" / "test", each=2)
    own = read_folder(tmp_path / "own", 4, is_colour=False)
    assert [len(each) for each in own.pictures] == [6, 6, 4, 4]


def test_folders_that_hold_no_pictures_get_a_sentence(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_folder(tmp_path / "none", 4, is_colour=False)
    with pytest.raises(InputError, match="for each of 2 to 1,000 classes, not 1"):
        read_folder(image_folder(tmp_path / "one", ("cats",)), 4, is_colour=False)
    with pytest.raises(InputError, match="too few images"):
        read_folder(image_folder(tmp_path / "few", each=5), 4, is_colour=False)
    folder = image_folder(tmp_path / "broken")
    (folder / "dogs" / "03.png").write_bytes(b"\x89PNG broken")
    with pytest.raises(InputError, match=r"03\.png is no image that can be read"):
        read_folder(folder, 4, is_colour=False)


def test_pictures_are_added_listed_and_grown_from_the_command_line(tmp_path, data, call):
    folder = str(image_folder(tmp_path / "own"))
    add = ("pictures", "add", folder, "--name", "pets", "--side", "6", "--json")
    status, said, _ = call(*add)
    name = only_json(said)["task"]
    assert status == 0 and name.startswith("own-pets-") and own_tasks() == [name]
    assert name in call("pictures", "list")[1]
    assert only_json(call(*add)[1])["task"] == name and len([*data.rglob("*")]) == 2
    kept = ("--runs", str(tmp_path / "kept"))
    run = grown(call, "own-pets", kept)
    assert Store(tmp_path / "kept").run(run).config.task == name
    assert call("prune", run, *CUT, *kept)[0] == 0


@pytest.mark.parametrize("name", ["Pets", "pets-1", "", "9pets", "p" * 25, "../pets"])
def test_a_name_that_cannot_be_is_refused_and_nothing_written(tmp_path, data, call, name):
    folder = image_folder(tmp_path / "own")
    status, said, error = call("pictures", "add", str(folder), "--name", name)
    assert status == 2 and not said and "The name of pictures must be" in error
    assert not data.exists()


def test_the_same_name_for_other_pictures_is_another_task(data):
    first, second = some_arrays(), some_arrays()
    second["train_images"] = 255 - second["train_images"]
    names = [add_own("leaves", read_npz(npz(arrays))) for arrays in (first, second)]
    assert names[0] != names[1] and own_tasks()[-1] == names[1]
    assert RunConfig(task=names[0]).task == names[0]
    assert RunConfig(task="own-leaves").task == names[1]
    assert RunConfig(task="own-leaves-crop2").task == f"{names[1]}-crop2"


def test_a_run_is_never_read_against_other_pictures_than_it_was_grown_on(tmp_path, data, call):
    name = add_own("leaves", read_npz(npz(some_arrays())))
    kept = ("--runs", str(tmp_path / "kept"))
    run = grown(call, name, kept)
    (file,) = (data / "own").iterdir()
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    TASKS._made.cache_clear()
    status, said, error = call("prune", run, *CUT, *kept)
    assert status == 2 and not said and "no longer those that were registered" in error
    file.unlink()
    TASKS._made.cache_clear()
    with pytest.raises(SettingsError, match="are not on this machine"):
        RunConfig().changed({"task": name})
    for command in (("prune", run, *CUT), ("resume", run), ("export", run, "--to", "x.zip")):
        status, said, error = call(*command, *kept)
        assert status == 2 and not said and "are not on this machine" in error
    assert call("list", *kept)[0] == 0


def test_an_archive_is_imported_only_where_its_pictures_are(tmp_path, data, call):
    name = add_own("leaves", read_npz(npz(some_arrays())))
    kept, other = (("--runs", str(tmp_path / where)) for where in ("kept", "other"))
    run = grown(call, name, kept)
    archive = tmp_path / "run.zip"
    assert call("export", run, *kept, "--to", str(archive))[0] == 0
    shutil.move(data / "own", tmp_path / "aside")
    TASKS._made.cache_clear()
    status, said, error = call("import", str(archive), *other)
    assert status == 2 and not said and f"The pictures {name} are not on this machine" in error
    shutil.move(tmp_path / "aside", data / "own")
    assert call("import", str(archive), *other)[0] == 0
    record = Store(tmp_path / "other").run(run)
    last = [*Store(tmp_path / "other").snapshots(run)][-1]
    assert evaluate(Specimen.of(record.config, last)).metric == pytest.approx(last.metric)


def test_a_file_that_holds_no_pictures_gets_a_sentence(data):
    name = add_own("leaves", read_npz(npz(some_arrays())))
    (file,) = (data / "own").iterdir()
    file.write_bytes(b"what is this")
    TASKS._made.cache_clear()
    with pytest.raises(NoDataError, match="no longer those that were registered"):
        TASKS[name]
