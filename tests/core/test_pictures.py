"""Other pictures: sets with facts of their own, a crop, random labels, and what is not here."""

import pickle
from hashlib import md5
from importlib import import_module

import numpy as np
import pytest
import torch
from helpers import only_json
from pictures import is_here, write_idx

from orgnet_core.config import RunConfig, SettingsError
from orgnet_core.errors import NoDataError
from orgnet_core.random_numbers import Place
from orgnet_core.tasks import TASKS
from orgnet_core.tasks.cifar import FOLDER, grey
from orgnet_core.tasks.data import load_mnist, load_packed
from orgnet_core.tasks.data.shrinking import shrink
from orgnet_core.tasks.data.vision import torchvision_sets
from orgnet_core.tasks.labelled import cropped, side_by_side
from orgnet_core.tasks.pictures import COLOURS

# As modules: in orgnet_core.tasks functions have these names.
fashion, kmnist, cifar = (
    import_module(f"orgnet_core.tasks.{name}") for name in ("fashion", "kmnist", "cifar")
)


@pytest.fixture
def data(tmp_path, monkeypatch):
    """An empty folder of data, and no package of Debian's."""
    monkeypatch.setenv("ORGNET_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(fashion, "DEBIAN", tmp_path / "none")
    yield tmp_path / "data"
    for module in (fashion, kmnist, cifar):
        module._load.cache_clear()


@pytest.mark.parametrize(
    ("task", "dark", "brightest"),
    [
        ("mnist15", 65, 0.51),
        ("fashion15", 5, 0.62),
        ("digits", 11, 0.76),
        ("mnist28-crop20", 3, 0.55),
    ],
)
def test_how_many_pixels_are_dark_is_a_fact_of_the_pictures(task, dark, brightest):
    picture = TASKS[task].picture
    assert len(picture.dark) == dark
    assert max(picture.mean) == pytest.approx(brightest, abs=0.01)


def test_digits_are_scikit_learns_the_last_297_to_test():
    from sklearn.datasets import load_digits

    found, task = load_digits(), TASKS["digits"]
    x, y = task.test(torch.float64)
    assert y.tolist() == found.target[-297:].tolist()
    assert np.abs(x.numpy() - found.data[-297:] / 16).max() <= 0.5 / 255 + 1e-12
    assert task.samples == len(found.target) - 297


def test_a_crop_is_the_middle_of_every_picture():
    task, whole = TASKS["mnist28-crop20"], load_mnist(28)
    assert task.picture.grid == (20, 20) and task.inputs == 400 and task.class_noun == "digit"
    inner = whole.test_images[:, 4:24, 4:24].reshape(10_000, -1)
    assert torch.equal(task.test(torch.float64).x, torch.tensor(inner).double() / 255)
    assert np.array_equal(task.readings(0, 0).values, whole.train_images[:, 4, 4] / 255)


def test_a_crop_of_colour_pictures_is_the_middle_of_each_channel():
    images = np.random.default_rng(0).integers(0, 256, (5, 7, 9, 3), dtype=np.uint8)
    flat, labels = side_by_side(images), np.arange(5)
    inner = cropped(load_mnist(15)._replace(train_images=flat, test_images=flat), 4, 3).train_images
    assert np.array_equal(inner, side_by_side(images[:, 1:5, 2:6]))
    for number in range(3):
        assert np.array_equal(flat[:, :, 9 * number : 9 * number + 9], images[..., number])
    assert len(labels) == len(inner)


def test_random_labels_are_a_shuffle_of_the_training_labels_alone():
    true, random = TASKS["digits"], TASKS["digits-random"]
    batches = [task.batch(Place(1, 0, 0), 1_500, 0.0, torch.float32) for task in (true, random)]
    assert torch.equal(batches[0].x, batches[1].x)
    counts = [batch.y.bincount().tolist() for batch in batches]
    assert counts[0] == counts[1]
    assert 0.05 < (batches[0].y == batches[1].y).double().mean() < 0.15  # by chance, one in ten
    assert torch.equal(true.test(torch.float32).y, random.test(torch.float32).y)
    again = TASKS["mnist15-random"].readings(7, 7).classes
    assert np.array_equal(again, TASKS["mnist15-random"].readings(7, 7).classes)
    assert (again == load_mnist(15).train_labels).mean() < 0.12


def test_variants_go_together_and_a_run_of_one_is_known_by_its_name():
    config = RunConfig(task="mnist28-crop20-random")
    assert config.organism.widths[0] == 400
    assert RunConfig.model_validate_json(config.model_dump_json()) == config
    assert [*TASKS] == [name for name in TASKS if "crop" not in name and "random" not in name]


@pytest.mark.parametrize(
    ("task", "says"),
    [
        (
            "mnist28-crop28",
            "-cropN must be a whole number from 1 to 27 for these pictures, not 28.",
        ),
        ("cifar-crop32", "-cropN must be a whole number from 1 to 31 for these pictures, not 32."),
        ("addition-random", "task addition-random cannot be: addition reads no pictures."),
        ("mnist15-crop0", "task must be one of addition, mnist15"),
        ("mnist15-crop020", "task must be one of addition, mnist15"),
        ("mnist15-random-crop9", "task must be one of addition, mnist15"),
        ("mnist15-random-random", "task must be one of addition, mnist15"),
        ("mnist15\n", "task must be one of addition, mnist15"),
        ("", "task must be one of addition, mnist15"),
        (("mnist15",), "task must be one of addition, mnist15"),
    ],
)
def test_a_name_that_is_none_gets_a_sentence(task, says):
    with pytest.raises(SettingsError) as raised:
        RunConfig().changed({"task": task})
    assert raised.value.problems["task"].startswith(says) and len(str(raised.value)) < 250


@pytest.mark.parametrize("name", ["kmnist15-crop9", "kmnist28", "cifar", "cifar-grey"])
def test_pictures_that_are_not_here_get_a_sentence_and_nothing_is_written(
    name, data, call, tmp_path, registry
):
    known = TASKS[name.partition("-crop")[0]]
    assert known.inputs and known.samples  # which their organisms need before there is any data
    with pytest.raises(NoDataError, match="are not on this machine: `organism-lab pictures fetch "):
        TASKS[name].check()
    kept = tmp_path / "kept"
    for command in (["train", "digits"], ["sweep", "digits", "--seeds", "0-1", "--jobs", "1"]):
        status, said, error = call(*command, "--set", f"task={name}", "--runs", str(kept))
        assert status == 2 and not said and "pictures fetch" in error and error.count("\n") == 1
    assert not [*kept.rglob("*.zip")] and not data.exists()
    with pytest.raises(SettingsError, match="are not on this machine"):
        registry.create(RunConfig(task=name))
    assert not registry.store.runs()


def test_fashion_at_its_full_size_is_looked_for_where_it_may_be(data):
    with pytest.raises(NoDataError, match="are not on this machine: `organism-lab pictures fetch "):
        TASKS["fashion28"].check()


def test_fetching_where_there_is_nothing_to_fetch_from_leaves_nothing(data, call, monkeypatch):
    def unreachable(root, download):
        assert download
        (data / "left").touch()
        raise RuntimeError("Error downloading: no such host")

    monkeypatch.setattr(torchvision_sets(), "KMNIST", unreachable)
    status, said, error = call("pictures", "fetch", "kmnist")
    assert status == 2 and not said and "kmnist cannot be fetched here" in error
    assert [file.name for file in data.iterdir()] == ["left"]


def test_what_was_fetched_is_moved_into_the_folder_of_data(data, call, monkeypatch):
    def fetched(root, download):
        print("as torchvision may print")
        for part, size in (("train", 60_000), ("t10k", 10_000)):
            images = np.full((size, 28, 28), 9, np.uint8)
            write_idx(data / root / "KMNIST" / "raw", part, images, np.zeros(size, np.uint8))

    monkeypatch.setattr(torchvision_sets(), "KMNIST", fetched)
    status, said, _ = call("pictures", "fetch", "kmnist", "--json")
    assert status == 0 and only_json(said)["set"] == "kmnist"
    assert [file.name for file in data.iterdir()] == ["KMNIST"]
    assert call("pictures", "fetch", "kmnist")[0] == 0  # which is there already
    listed = {each["task"]: each for each in only_json(call("pictures", "list", "--json")[1])}
    assert listed["kmnist15"]["here"] and not listed["cifar"]["here"]
    assert listed["cifar"]["size"] == "32 × 32 colour"


def test_kuzushiji_is_read_from_torchvisions_folder(data):
    random = np.random.default_rng(2)
    for part, size in (("train", 60_000), ("t10k", 10_000)):
        images = random.integers(0, 256, (size, 28, 28), np.uint8)
        write_idx(data / "KMNIST" / "raw", part, images, (np.arange(size) % 10).astype(np.uint8))
    for side, expected in ((28, images), (15, shrink(images, 15))):
        x, y = kmnist.kmnist(side).test(torch.float64)
        assert torch.equal(x, torch.tensor(expected.reshape(10_000, -1)).double() / 255)
        assert y[:11].tolist() == [*range(10), 0]


def test_cifar_is_read_from_torchvisions_folder_in_colour_and_in_grey(data, monkeypatch):
    """With batches of 5 pictures, whose checksums torchvision is made to expect."""
    folder, random = data / FOLDER, np.random.default_rng(3)
    folder.mkdir(parents=True)
    sets = torchvision_sets().CIFAR10
    lists = {"train_list": sets.train_list, "test_list": sets.test_list}
    raw = {}
    for listed, files in lists.items():
        sums = []
        for name, _ in files:
            raw[name] = random.integers(0, 256, (5, 3072), dtype=np.uint8)
            content = pickle.dumps({"data": raw[name], "labels": [0, 1, 2, 3, 4]})
            (folder / name).write_bytes(content)
            sums.append([name, md5(content).hexdigest()])
        monkeypatch.setattr(sets, listed, sums)
    names = pickle.dumps({"label_names": [*cifar.CLASSES]})
    (folder / sets.meta["filename"]).write_bytes(names)
    monkeypatch.setattr(sets, "meta", sets.meta | {"md5": md5(names).hexdigest()})

    colour, in_grey = (cifar._load(is_grey=is_grey) for is_grey in (False, True))
    planes = np.concatenate([raw[name] for name, _ in lists["train_list"]]).reshape(-1, 3, 32, 32)
    assert colour.train_images.shape == (25, 32, 96) and colour.test_images.shape == (5, 32, 96)
    for number in range(len(COLOURS)):
        part = colour.train_images[:, :, 32 * number : 32 * number + 32]
        assert np.array_equal(part, planes[:, number])
    luma = 0.299 * planes[:, 0] + 0.587 * planes[:, 1] + 0.114 * planes[:, 2]
    assert np.abs(in_grey.train_images - luma).max() <= 0.5 + 1e-9
    assert colour.train_labels.tolist() == [0, 1, 2, 3, 4] * 5


def test_cifar_that_is_damaged_is_not_read(data):
    (data / FOLDER).mkdir(parents=True)
    with pytest.raises(NoDataError, match="pictures fetch cifar"):
        TASKS["cifar-grey"].test(torch.float32)


def test_grey_of_grey_is_itself():
    ramp = np.repeat(np.arange(256, dtype=np.uint8), 3).reshape(1, 16, 16, 3)
    assert np.array_equal(grey(ramp)[0].ravel(), np.arange(256))


def test_fashion_at_its_own_size_shrinks_to_what_the_package_holds():
    if not is_here("fashion28"):
        pytest.skip("Debian's dataset-fashion-mnist is not here")
    images = torch.round(TASKS["fashion28"].test(torch.float32).x * 255).byte().numpy()
    shrunk = shrink(images.reshape(-1, 28, 28), 15).astype(np.int16)
    assert np.abs(shrunk - load_packed("fashion15").test_images).max() <= 1
