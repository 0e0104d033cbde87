"""A task or a criterion that is added from outside is at once everywhere (docs/extending.md).

Every task that is registered, and one that is not, goes through training, views, pruning and
export; a view and a page are added in tests/browser/test_browser_extending.py.
"""

import io
import json

import numpy as np
import pytest
from apps import healthy, lab, opened, status_words, text
from archives import LIMIT
from helpers import bits, play_to_the_end
from pictures import EVERY_TASK, some_arrays

from orgnet_core.config import RunConfig
from orgnet_core.phases import Phase
from orgnet_core.pruning import (
    CRITERIA,
    Specimen,
    criteria_for,
    curve_of,
    evaluate,
    export_files,
    ranking,
    round_trip,
)
from orgnet_core.pruning import criteria as criteria_of_the_core
from orgnet_core.runs.archive.read import read_archive
from orgnet_core.runs.archive.write import archived
from orgnet_core.tasks import TASKS
from orgnet_core.tasks.labelled import LabelledPictures
from orgnet_core.tasks.pictures import COLOURS, PictureClassification
from orgnet_views.frames import encode_frames
from ui.prune.criteria import CRITERIA as CRITERION_TEXTS
from ui.prune.criteria import CriterionText
from ui.shared.line_chart import LineStyle
from ui.shared.positions import describe_position

SIDE = 6
STRIPES, COLOURED = "stripes", "coloured"


def stripes() -> LabelledPictures:
    """Pictures with a bright row or a bright column, the outermost pixels always dark."""
    generator = np.random.default_rng(0)

    def drawn(count: int) -> tuple[np.ndarray, np.ndarray]:
        images = np.zeros((count, SIDE, SIDE), np.uint8)
        labels = generator.integers(0, 2, count).astype(np.uint8)
        for image, label in zip(images, labels, strict=True):
            at = generator.integers(1, SIDE - 1)
            (image if label else image.T)[1 : SIDE - 1, at] = 200 + generator.integers(0, 56)
        return images, labels

    return LabelledPictures(*drawn(400), *drawn(100))


def coloured() -> LabelledPictures:
    """Pictures of red, green and blue noise, 4×4 pixels each, side by side."""
    return LabelledPictures(**some_arrays((400, 100), (4, 12)))


@pytest.fixture(autouse=True)
def added_task(monkeypatch):
    """Tasks of our own, in grey and in colour: one class, one name in the registry."""
    task = PictureClassification(stripes, (SIDE, SIDE), (400, 100), ("across", "down"), "stripe")
    monkeypatch.setitem(TASKS, STRIPES, task)
    classes = ("a", "b", "c")
    task = PictureClassification(coloured, (4, 12), (400, 100), classes, "blob", COLOURS)
    monkeypatch.setitem(TASKS, COLOURED, task)


@pytest.fixture
def added_criterion(monkeypatch):
    """A criterion of our own: a function in the registry, a table among the texts."""

    def heaviest(specimen, _generator):
        """Largest |task weight| first (ours)."""
        return -np.abs(specimen.weight)

    style = LineStyle("#000000", "dash", "star")
    words = CriterionText("Heaviest", "heaviest", "Largest first.", "no data", "Ours.", style)
    monkeypatch.setitem(CRITERIA, "heaviest", heaviest)
    monkeypatch.setitem(CRITERION_TEXTS, "heaviest", words)
    return heaviest


def config_of(task: str) -> RunConfig:
    """A small organism for it, three batches an epoch."""
    batch = min(-(-TASKS[task].samples // 3), 60_000)
    return RunConfig(
        task=task, hidden=(3,), particle_hidden=1, batch_size=batch, phases=(Phase(epochs=1),)
    )


@pytest.fixture(params=[*EVERY_TASK, STRIPES, COLOURED])
def run(request, registry):
    """A finished run of every task."""
    run = registry.create(config_of(request.param))
    play_to_the_end(run)
    return run


def test_every_task_is_trained_shown_pruned_and_exported(run, registry):
    task, last = TASKS[run.config.task], run.latest
    assert last.epoch == 1 and np.isfinite([last.task_loss, last.metric, last.train_metric]).all()
    assert len(encode_frames(run.view, 0)) > len(last.kind)

    specimen = Specimen.of(run.config, last, run.snapshots)
    score = evaluate(specimen)
    assert (score.metric, score.task_loss) == pytest.approx((last.metric, last.task_loss))
    assert (score.confusion is None) == (not task.classes)
    for criterion in criteria_for(run.config):
        curve = curve_of(specimen, criterion)
        assert curve.points[0].metric == score.metric
        assert sorted(ranking(specimen, criterion)) == list(range(len(last.kind)))

    cut = specimen.replicators
    about = json.loads(export_files(specimen, cut)["organism.json"])
    assert about["task"] == run.config.task and about["metric"]["name"] == task.metric
    assert round_trip(specimen, cut) < 1e-5

    recording = read_archive(io.BytesIO(archived(registry.store, run.id)), LIMIT)
    assert recording.record.config == run.config
    assert [bits(s, ("seconds", "particle_weights")) for s in recording.snapshots] == [
        bits(s, ("seconds", "particle_weights")) for s in run.snapshots
    ]


def test_every_page_shows_every_task_in_its_own_words(run):
    task = TASKS[run.config.task]
    said = status_words(lab(run=run.id))
    assert task.metric in said
    pages = [opened(page, run=run.id) for page in ("particle", "prune", "runs")]
    pages[0].session_state["open_reads"] = True
    pages = [healthy(page.run()) for page in pages]
    said = " ".join(text([*page.markdown, *page.caption]) for page in pages)
    if task.class_noun != "digit":
        assert "digit" not in said and "MNIST" not in said
    assert (f"each {task.class_noun}," in said) == bool(task.classes)
    if task.picture is not None:
        rows, columns = task.picture.grid
        assert len(task.picture.mean) == rows * columns == task.inputs
        channel = ", red" if task.picture.channels else ""
        assert f"It reads the pixel in row 1, column 1{channel}. Its mean" in said


def test_what_a_pixel_reads_is_of_its_own_tasks_pictures(registry):
    picture, pictures = TASKS[STRIPES].picture, stripes()
    readings = picture.readings(2, 3)
    assert np.array_equal(readings.values, pictures.train_images[:, 2, 3] / 255)
    assert np.array_equal(readings.classes, pictures.train_labels)
    assert set(picture.dark) == {
        row * SIDE + column
        for row in range(SIDE)
        for column in range(SIDE)
        if {row, column} & {0, SIDE - 1}
    }


def test_a_pixel_of_a_colour_picture_is_told_with_its_channel(registry):
    run = registry.create(config_of(COLOURED))
    words = [describe_position(run.config, particle) for particle in (0, 5, 23, 48 + 8)]
    assert words == [
        "layer 1, cell 1, pixel row 1, column 1, red",
        "layer 1, cell 1, pixel row 1, column 2, green",
        "layer 1, cell 1, pixel row 2, column 4, blue",
        "layer 1, cell 2, pixel row 1, column 1, blue",
    ]
    play_to_the_end(run)
    organism = Specimen.of(run.config, run.latest, run.snapshots)
    about = json.loads(export_files(organism, organism.replicators)["organism.json"])
    assert about["input_grid"] == [4, 12] and about["input_channels"] == [*COLOURS]


def test_a_criterion_added_from_outside_ranks_is_offered_and_is_linked_to(
    added_criterion, registry, call
):
    run = registry.create(config_of("addition"))
    play_to_the_end(run)
    specimen = Specimen.of(run.config, run.latest, run.snapshots)
    heaviest = ranking(specimen, "heaviest")[0]
    assert np.abs(specimen.weight)[heaviest] == np.abs(specimen.weight).max()
    assert criteria_of_the_core.criteria_for(run.config)[-1] == "heaviest"

    page = healthy(opened("prune", run=run.id, by="heaviest", count="2").run())
    assert page.radio(key="prune_by").value == "heaviest"
    assert "Heaviest" in page.radio(key="prune_by").options
    assert "Largest first. Needs no data. Ours." in text(page.caption)
    assert "Cut **2** of" in text(page.markdown)
