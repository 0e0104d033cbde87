"""Numbers behind the views, in a real browser: sort, filter, select, and files of what is shown.

The oracle of every number is the same organism grown here: equal settings and seed give equal bits.
"""

import csv
import io
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from browsing import (
    DRAWN,
    MARKS,
    bring_into_view,
    scroll_to,
    show_epoch,
    wait_for_another,
)
from helpers import left_growing
from PIL import Image
from playwright.sync_api import Page, expect
from pyarrow import parquet as pq

from orgnet_core.fixpoints import Kind
from orgnet_core.presets import PRESETS
from orgnet_core.tasks import TASKS
from orgnet_core.training import train
from orgnet_views import frames

pytestmark = MARKS

EPOCH, STEP = 2, 240
SVG = "{http://www.w3.org/2000/svg}"
KIND_COLOURS = {"#E69F00", "#0072B2", "#7F7F7F", "#009E73", "#D55E00"}
TITLES = {
    "map": "Organism map",
    "curves": "Training curves",
    "plane": "Specialisation plane",
    "kinds": "Kinds over training",
    "lifelines": "Kind of each particle over training",
    "pixels": "Pixel by pixel",
    "connectivity": "Connectivity",
    "table": "Particle table",
}


@cache
def recorded():
    """The snapshots of the default organism until the step that the tests look at."""
    found = []
    for snapshot in train(PRESETS["mnist15"].config):
        found.append(snapshot)
        if snapshot.step == STEP:
            return found


@pytest.fixture(scope="module")
def grown(dashboard) -> str:
    """The address of a run of the paper's organism that is recorded beyond that step."""
    run = left_growing(dashboard.home, PRESETS["mnist15"].config, STEP + 120, "abcd0240")
    return f"{dashboard.url}/?run={run}"


@pytest.fixture(scope="module")
def shown_lab(lasting_page, grown):
    """The Lab with that run, shown as it was at epoch 2."""
    return showing(lasting_page, grown)


@pytest.fixture
def lab(shown_lab):
    """The same, left as it was found."""
    yield shown_lab
    sheet(shown_lab).get_by_label("filter of the rows").fill("")
    sheet(shown_lab).locator(".rows").evaluate("rows => rows.scrollTo(0, 0)")
    shown_lab.get_by_label("select particles").select_option("clear")
    show_epoch(shown_lab, EPOCH)
    shown_lab.keyboard.press("Escape")
    shown_lab.mouse.move(0, 0)


def showing(page: Page, grown: str) -> Page:
    page.goto(grown)
    page.wait_for_selector(DRAWN)
    show_epoch(page, EPOCH)
    expect(page.locator(".st-key-timeline output")).to_contain_text(f"step {STEP}")
    return page


def choose(page: Page, view: str, wanted: str) -> None:
    page.get_by_label(f"save: {TITLES[view]}").select_option(wanted)


def saved(page: Page, view: str, form: str) -> Path:
    with page.expect_download() as found:
        choose(page, view, form)
    assert found.value.suggested_filename == f"{view}-step-{STEP}.{form}"
    return Path(found.value.path())


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text())))


def column(rows: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([float(row[name]) for row in rows])


def words(name: str) -> str:
    return name.replace("_", "-")


ALL_LOADED = """async () => {
  await document.fonts.ready;
  const load = (image) => Object.assign(new Image(), { src: image.href.baseVal }).decode();
  await Promise.all([...document.querySelectorAll("svg image")].map(load));
}"""


def sheet(page: Page, view: str = "table"):
    scroll_to(page.locator(f".panel.{view}"))
    return page.locator(f".panel.{view} .sheet")


def test_csv_holds_every_number_of_every_particle_at_the_shown_step(lab):
    rows, snapshot = rows_of(saved(lab, "table", "csv")), recorded()[-1]
    assert list(rows[0]) == ["particle", "layer", "cell", "edge", "kind"] + [
        name for name in frames.ARRAYS if name != "kind"
    ] + ["became", "selected"]
    assert [int(row["particle"]) for row in rows] == list(range(1200))
    places = [(1, c, e) for c in range(1, 6) for e in range(1, 226)]
    places += [(2, c, e) for c in range(1, 6) for e in range(1, 6)]
    places += [(3, c, e) for c in range(1, 11) for e in range(1, 6)]
    assert [tuple(int(row[at]) for at in ("layer", "cell", "edge")) for row in rows] == places
    for name in set(frames.ARRAYS) - {"kind"}:
        assert np.array_equal(column(rows, name), snapshot.columns()[name].astype(float)), name
    kinds = [Kind(kind).name.lower() for kind in snapshot.kind]
    assert [row["kind"] for row in rows] == [words(kind) for kind in kinds]
    assert {row["selected"] for row in rows} == {"0"}
    lab.get_by_label("select particles").select_option("layer 2")
    chosen = [
        int(row["particle"]) for row in rows_of(saved(lab, "map", "csv")) if row["selected"] == "1"
    ]
    assert chosen == list(range(1125, 1150))


def test_views_over_epochs_and_pixels_save_what_they_show(lab):
    snapshots = recorded()
    curves, kinds = rows_of(saved(lab, "curves", "csv")), rows_of(saved(lab, "kinds", "csv"))
    assert curves == kinds
    for row, snapshot in zip(curves, snapshots, strict=False):
        assert (int(row["step"]), float(row["epoch"])) == (snapshot.step, snapshot.epoch)
        for name in ("train_loss", "task_loss", "train_metric", "metric"):
            assert np.array_equal(float(row[name]), getattr(snapshot, name), equal_nan=True)
        assert float(row["replication_loss_50"]) == snapshot.replication_bands[2]
        assert {name: int(row[name]) for name in snapshot.kinds} == snapshot.kinds
    lines = rows_of(saved(lab, "lifelines", "csv"))
    assert len(lines) == 1200 * len(curves)
    now = {int(row["particle"]): row for row in lines if row["step"] == str(STEP)}
    error = [float(now[particle]["replication_error"]) for particle in range(1200)]
    assert np.array_equal(error, snapshots[-1].replication_error.astype(float))
    pixels = rows_of(saved(lab, "pixels", "csv"))
    assert [(int(row["row"]), int(row["column"])) for row in pixels] == [
        (row, column) for row in range(1, 16) for column in range(1, 16)
    ]
    first = snapshots[-1].kind[:1125].reshape(5, 225)
    assert np.array_equal(column(pixels, "self_replicators"), (first == 0).sum(axis=0))
    weight = np.abs(snapshots[-1].weight[:1125].astype(float)).reshape(5, 225).sum(axis=0)
    assert np.allclose(column(pixels, "sum_absolute_weight"), weight, rtol=1e-12)
    assert np.array_equal(column(pixels, "mean_image"), TASKS["mnist15"].picture.mean)


def test_parquet_equals_csv(lab):
    for view in ("plane", "curves", "pixels", "table"):
        rows, table = rows_of(saved(lab, view, "csv")), pq.read_table(saved(lab, view, "parquet"))
        assert table.column_names == list(rows[0]) and table.num_rows == len(rows)
        for name in table.column_names:
            if name == "kind":
                assert table[name].to_pylist() == [row[name] for row in rows]
            else:
                values = np.array(table[name].to_pylist(), float)
                assert np.array_equal(values, column(rows, name), equal_nan=True), (view, name)


def test_a_server_that_refuses_is_quoted_beside_the_menu(lab):
    lab.route(
        "**/organism/parquet?*",
        lambda route: route.fulfill(status=413, json={"error": "Too large."}),
    )
    choose(lab, "map", "parquet")
    expect(lab.locator(".panel.map [role=alert]")).to_have_text("Too large.")
    lab.unroute_all()


def test_a_head_sorts_up_then_down_then_as_it_was(lab):
    weight = recorded()[-1].weight
    orders = [np.argsort(weight, kind="stable"), np.argsort(-weight, kind="stable"), range(1200)]
    head = sheet(lab).get_by_role("columnheader", name="weight", exact=True)
    head.get_by_role("button").focus()
    for order, spoken in zip(orders, ("ascending", "descending", "none"), strict=True):
        lab.keyboard.press("Enter")
        expect(head).to_have_attribute("aria-sort", spoken)
        rows = rows_of(saved(lab, "table", "csv"))
        assert [int(row["particle"]) for row in rows] == list(order)
        seen = sheet(lab).locator("td:first-child").all_inner_texts()
        assert seen == [str(particle) for particle in order[: len(seen)]]


def test_a_filter_narrows_the_sheet_its_files_and_a_selection(lab):
    snapshot = recorded()[-1]
    passing = np.flatnonzero((snapshot.kind == Kind.OTHER) & (snapshot.weight > 0.1))
    field, answer = sheet(lab).get_by_label("filter of the rows"), sheet(lab).locator("output")
    field.fill("kind = other, weight > 0.1")
    expect(answer).to_have_text(f"{len(passing)} of 1,200 rows")
    rows = rows_of(saved(lab, "table", "csv"))
    assert [int(row["particle"]) for row in rows] == list(passing)
    assert pq.read_table(saved(lab, "table", "parquet"))["particle"].to_pylist() == list(passing)
    sheet(lab).get_by_role("button", name="Select these").click()
    expect(lab.get_by_label("select particles")).to_contain_text(f"{len(passing)} selected")
    field.fill("selected = 0, layer >= 2")
    rest = [p for p in range(1125, 1200) if p not in set(passing)]
    expect(answer).to_have_text(f"{len(rest)} of 1,200 rows")
    show_epoch(lab, EPOCH - 1)
    expect(answer).to_have_text(f"{len(rest)} of 1,200 rows")
    field.fill("kind = zero, kind = other")
    expect(answer).to_have_text("0 of 1,200 rows")
    expect(sheet(lab).get_by_role("button", name="Select these")).to_be_disabled()


BAD_CONDITIONS = {
    "wait > 1": "There is no column wait; there are particle, layer, cell",
    "weight": "needs a column, one of = != < <= > >=, and a value",
    "weight == 1": "needs a column, one of = != < <= > >=, and a value",
    "layer = 1, weight > much": "compared with a number such as 0.1, 1e-5 or NaN",
    "kind = good": "one of self-replicator, other, zero, second-order fixpoint, divergent",
    "kind > other": "kind takes = or != and one of",
}


def test_a_bad_condition_gets_a_sentence_and_the_table_stays(lab):
    field, answer = sheet(lab).get_by_label("filter of the rows"), sheet(lab).locator("output")
    problem = sheet(lab).locator("[role=alert]")
    for text, sentence in BAD_CONDITIONS.items():
        field.fill("layer = 2")
        expect(answer).to_have_text("25 of 1,200 rows")
        expect(problem).to_be_empty()
        field.fill(text)
        expect(problem).to_contain_text(sentence)
        expect(answer).to_have_text("25 of 1,200 rows")
    field.fill("")
    expect(answer).to_have_text("1,200 of 1,200 rows")


def test_only_rows_in_sight_are_in_the_page_and_all_can_be_reached(lab):
    numbers = sheet(lab).locator("td:first-child")
    expect(numbers.first).to_have_text("0")
    assert numbers.count() < 60
    sheet(lab).locator(".rows").evaluate("rows => (rows.scrollTop = rows.scrollHeight)")
    expect(numbers.last).to_have_text("1199")
    assert numbers.count() < 60


def test_rows_share_pointer_and_selection_with_the_views(lab):
    by_kind = lab.locator("canvas.map").evaluate("canvas => canvas.toDataURL()")
    scroll_to(sheet(lab).get_by_text("layer", exact=True))
    sheet(lab).locator("td:first-child", has_text=re.compile("^3$")).click()
    expect(lab.get_by_label("select particles")).to_contain_text("1 selected")
    expect(lab.locator(".orgnet .tip:visible")).to_contain_text("particle 3 ")
    expect(sheet(lab).locator("tr.chosen td:first-child")).to_have_text("3")
    scroll_to(lab.locator("canvas.map"))
    wait_for_another(lab, "canvas.map", by_kind)
    lab.mouse.move(0, 0)
    sheet(lab).locator(".rows").focus()
    for _ in range(3):
        lab.keyboard.press("ArrowDown")
    lab.keyboard.press("Enter")
    expect(lab.get_by_label("select particles")).to_contain_text("2 selected")
    expect(sheet(lab).locator("tr.chosen td:first-child")).to_have_text(["2", "3"])


def test_numbers_take_the_place_of_a_picture_and_give_it_back(lab):
    bring_into_view(lab, "plane")
    before = lab.locator(".plane canvas").evaluate("canvas => canvas.toDataURL()")
    choose(lab, "plane", "swap")
    expect(lab.locator(".plane canvas")).to_be_hidden()
    sheet(lab, "plane").get_by_label("filter of the rows").fill("layer = 3")
    expect(sheet(lab, "plane").locator("output")).to_have_text("50 of 1,200 rows")
    assert len(rows_of(saved(lab, "plane", "csv"))) == 50, "what is shown is what is saved"
    menu = lab.get_by_label(f"save: {TITLES['plane']}")
    expect(menu.locator("option", has_text="PNG")).to_be_disabled()
    choose(lab, "plane", "swap")
    expect(sheet(lab, "plane")).to_be_hidden()
    lab.mouse.move(0, 0)
    assert lab.locator(".plane canvas").evaluate("canvas => canvas.toDataURL()") == before
    assert len(rows_of(saved(lab, "plane", "csv"))) == 1200


OUTLINES = """async (colours) => {
  const { seen, themeOf } = await load("draw/theme.js");
  const theme = themeOf(document.querySelector(".orgnet"));
  return colours.map((colour) => seen(colour, theme));
}"""


def marks_in(svg: ElementTree.Element, outlines: list[str]) -> int:
    """Shapes in the kinds' colours, or their outlines, that the view drew: parts of paths, each
    begun by an M. What is filled and outlined counts once."""
    (drawn,) = [e for e in svg.iter(f"{SVG}svg") if e is not svg and "class" not in e.attrib]
    colours = {*KIND_COLOURS, *outlines}
    paths = drawn.iter(f"{SVG}path")
    shapes = {p.get("d") for p in paths if {p.get("fill"), p.get("stroke")} & colours}
    return sum(shape.count("M") for shape in shapes)


def test_svg_has_a_mark_for_each_particle_and_says_what_it_shows(lab):
    shown = {"map": "cell 1.5", "plane": "0.001", "connectivity": "input (−1)"}
    for view, words_shown in shown.items():
        svg = ElementTree.parse(saved(lab, view, "svg")).getroot()
        assert svg.tag == f"{SVG}svg"
        assert marks_in(svg, lab.evaluate(OUTLINES, list(KIND_COLOURS))) == 1200
        texts = [text.text for text in svg.iter(f"{SVG}text")]
        assert f"{TITLES[view]}, step {STEP} (epoch {EPOCH})" in texts
        for name, count in recorded()[-1].kinds.items():
            entry = [text for text in texts if text and re.match(rf"\d+ {words(name)}", text)]
            assert entry == ([f"{count} {words(name)}s"] if count else [])
        assert words_shown in "".join(svg.itertext())


def test_png_and_svg_are_the_same_picture_and_not_blank(lab, page):
    lab.get_by_label("colour of the organism map").select_option("weight")
    lab.get_by_label("select particles").select_option("layer 3")
    for view in ("map", "lifelines", "pixels", "connectivity", "curves", "plane"):
        png = Image.open(saved(lab, view, "png")).convert("RGB")
        page.set_content(f"<body style='margin:0'>{saved(lab, view, 'svg').read_text()}</body>")
        page.evaluate(ALL_LOADED)
        shown = page.locator("svg").first.screenshot()
        drawn = Image.open(io.BytesIO(shown)).convert("RGB")
        assert png.size == (2 * drawn.width, 2 * drawn.height)
        coarse = drawn.width // 4, drawn.height // 4  # letters are smoothed in different ways
        a, b = (np.asarray(image.resize(coarse, Image.BOX), float) for image in (png, drawn))
        ink = (np.abs(a - a[0, -1]) > 40).any(axis=2).mean()
        differing = (np.abs(a - b) > 40).any(axis=2).mean()
        assert ink > 0.01, view
        most = 0.15 if view == "plane" else 0.05  # so are rings as thin as a pixel
        assert differing < most * ink, view
