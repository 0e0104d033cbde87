"""What the Prune page gives away works elsewhere: the archive, its loading code, the program."""

import re
import subprocess
import sys
from contextlib import redirect_stdout
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
import streamlit as st
import torch
from apps import healthy, sentences
from helpers import addition, play_to_the_end
from hypothesis import given, strategies
from specimens import cuts, net_without, specimen
from streamlit.testing.v1 import AppTest

from orgnet_core.pruning import (
    Persistence,
    Specimen,
    criteria_for,
    cut_first,
    evaluate,
    loading_code,
    ranking,
)
from ui.prune import takeaway
from ui.prune.cut_script import cut_expression, cut_script

ROOT = Path(__file__).parents[2]
ELSEWHERE = """
import sys
import torch
from load_organism import load_organism
net = load_organism(".")
torch.save(net(torch.load("x.pt", weights_only=True)), "y.pt")
assert not [name for name in sys.modules if name.startswith(("orgnet", "ui", "streamlit"))]
"""


@pytest.fixture(params=["digits", "sums"])
def run(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def downloads(monkeypatch):
    """What the page offers: {key: (file name, what a click on it gives)}."""
    offered, draw = {}, st.download_button

    def button(label, data, file_name, *arguments, key, **options):
        offered[key] = file_name, data
        return draw(label, data, file_name, *arguments, key=key, **options)

    monkeypatch.setattr(st, "download_button", button)
    return offered


def section(run, cut):
    from orgnet_core.pruning import Specimen
    from ui.prune.takeaway import takeaway

    takeaway(run, -1, Specimen.of(run.config, run.latest, run.snapshots), cut)


def page(run, cut) -> AppTest:
    return healthy(AppTest.from_function(section, default_timeout=60, args=(run, cut)).run())


def of(run) -> Specimen:
    return Specimen.of(run.config, run.latest, run.snapshots)


def by_hand(organism: Specimen) -> np.ndarray:
    """A cut that no rule makes."""
    return np.random.default_rng(5).random(len(organism.weight)) < 0.3


def test_the_archive_is_opened_by_its_own_code_in_a_fresh_interpreter(run, downloads, tmp_path):
    organism = of(run)
    cut = by_hand(organism)
    page(run, cut)
    name, data = downloads["takeaway_zip"]
    assert name == f"organism-{run.id}-step-{run.latest.step}.zip"
    with ZipFile(BytesIO(data())) as archive:
        archive.extractall(tmp_path)
    x, _ = organism.task.test(torch.float32)
    torch.save(x[:50], tmp_path / "x.pt")
    subprocess.run([sys.executable, "-c", ELSEWHERE], cwd=tmp_path, check=True, timeout=60)
    expected = net_without(organism, cut)(x[:50])
    torch.testing.assert_close(torch.load(tmp_path / "y.pt"), expected, rtol=0, atol=1e-6)


def test_what_is_downloaded_is_the_cut_that_was_shown(run, downloads):
    cut = by_hand(of(run))
    page(run, cut)
    before = downloads["takeaway_zip"][1]()
    cut[:] = True  # what the page goes on to do with its own array
    assert sizes(downloads["takeaway_zip"][1]()) == sizes(before)


def sizes(archive: bytes) -> dict[str, tuple[int, int]]:
    return {
        each.filename: (each.file_size, each.CRC) for each in ZipFile(BytesIO(archive)).filelist
    }


def test_the_page_lists_what_is_in_the_archive_and_shows_the_code(run, downloads):
    app = page(run, by_hand(of(run)))
    listed = re.findall(r"- `(\S+)` \((\S+) bytes\): ", sentences(app))
    inside = sizes(downloads["takeaway_zip"][1]())
    assert {name: int(size.replace(",", "")) for name, size in listed} == {
        name: size for name, (size, _) in inside.items()
    }
    assert loading_code().strip() in [code.value for code in app.code]
    widths = run.config.organism.widths
    assert f"[samples, {widths[0]}] to [samples, {widths[-1]}]" in app.code[0].value


def test_the_round_trip_is_stated_as_it_comes_out(run, monkeypatch):
    organism = of(run)
    cut = by_hand(organism)
    words = sentences(page(run, cut))
    left = int((~cut).sum())
    assert "Reloaded export: largest difference **0** between" in words
    assert f"over all {organism.task.test_size:,} test samples. It has {left:,} of" in words
    monkeypatch.setattr(takeaway, "round_trip", lambda *_: 2.5e-7)
    assert "largest difference **2.5×10⁻⁷** between" in sentences(page(run, cut))
    monkeypatch.setattr(takeaway, "round_trip", lambda *_: float("nan"))
    assert "largest difference **not a number** between" in sentences(page(run, cut))


def test_onnx_is_offered_where_its_package_is(sums, downloads, monkeypatch):
    monkeypatch.setattr(takeaway, "find_spec", lambda name: name == "onnx")
    assert "pip install onnx" not in sentences(page(sums, by_hand(of(sums))))
    name, data = downloads["takeaway_onnx"]
    assert name == f"organism-{sums.id}-step-{sums.latest.step}.onnx"
    onnx = pytest.importorskip("onnx", reason="the optional package onnx is not installed")
    onnx.checker.check_model(onnx.load_from_string(data()), full_check=True)


def test_without_the_package_onnx_a_sentence_says_how_to_get_it(sums, downloads, monkeypatch):
    monkeypatch.setattr(takeaway, "find_spec", lambda name: None)
    assert "`pip install onnx`" in sentences(page(sums, by_hand(of(sums))))
    assert list(downloads) == ["takeaway_zip"]


def test_the_program_on_the_page_makes_the_same_cut_in_a_fresh_interpreter(sums):
    organism = of(sums)
    cut = by_hand(organism)
    app = page(sums, cut)
    (code,) = [code.value for code in app.code if "Trainer(config)" in code.value]
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        check=True,
        timeout=120,
        capture_output=True,
        text=True,
    )
    assert done.stdout == printed(organism, cut)


def printed(organism: Specimen, cut: np.ndarray) -> str:
    """What the program of a cut has to print, to the last digit."""
    whole, pruned, metric = evaluate(organism), evaluate(organism, cut), organism.task.metric
    return (
        f"whole: {metric} {whole.metric}, loss {whole.task_loss}\n"
        f"pruned: {metric} {pruned.metric}, loss {pruned.task_loss}\n"
    )


RULES = {
    "specimen.replicators": lambda organism: organism.replicators,
    "~specimen.replicators": lambda organism: ~organism.replicators,
    "np.zeros(18, bool)": lambda organism: np.zeros(18, bool),
    'cut_first(ranking(specimen, "l1_global"), 5)': lambda organism: cut_first(
        ranking(organism, "l1_global"), 5
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_cut_by_a_rule_is_written_as_that_rule_and_the_program_runs(sums, rule):
    organism = of(sums)
    cut = RULES[rule](organism)
    code = cut_script(sums, -1, organism, cut)
    assert f"\ncut = {rule}\n" in code
    with redirect_stdout(StringIO()) as output:
        exec(compile(code, "program", "exec"), {})
    assert output.getvalue() == printed(organism, cut)


def test_the_program_stops_at_the_step_that_is_shown(sums):
    organism = Specimen.of(sums.config, sums.snapshots[3])
    code = cut_script(sums, 3, organism, organism.replicators)
    with redirect_stdout(StringIO()) as output:
        exec(compile(code, "program", "exec"), {})
    assert output.getvalue() == printed(organism, organism.replicators)
    assert output.getvalue() != printed(of(sums), of(sums).replicators)


@pytest.mark.parametrize("rule", [Persistence(40), Persistence(30, 8)])
def test_a_cut_of_persistent_ones_is_made_again_from_the_whole_run(registry, rule):
    sums = registry.create(addition(epochs=9))
    play_to_the_end(sums)
    organism = Specimen.of(sums.config, sums.latest, sums.snapshots, rule)
    few, begun = (cut_first(ranking(organism, by), 3) for by in ("persistent_replicator", "snip"))
    for cut, expression in (
        (organism.persistent, "specimen.persistent"),
        (few, 'cut_first(ranking(specimen, "persistent_replicator"), 3)'),
        (begun, 'cut_first(ranking(specimen, "snip"), 3)'),
    ):
        code = cut_script(sums, -1, organism, cut)
        assert f"\ncut = {expression}\n" in code
        with redirect_stdout(StringIO()) as output:
            exec(compile(code, "script", "exec"), {})
        assert output.getvalue() == printed(organism, cut)


@pytest.mark.parametrize("name", ["digits", "sums"])
@given(data=strategies.data())
def test_any_cut_can_be_written_down(name, data):
    organism = specimen(name)
    cut = data.draw(cuts(name))
    names = {"np": np, "specimen": organism, "cut_first": cut_first, "ranking": ranking}
    found = eval(cut_expression(organism, cut), names)
    assert found.dtype == bool and np.array_equal(found, cut)


@pytest.mark.parametrize("name", ["digits", "sums"])
def test_every_criterion_is_found_again(name):
    organism = specimen(name)
    for criterion in criteria_for(organism.config):
        cut = cut_first(ranking(organism, criterion), 7)
        found = re.fullmatch(
            r'cut_first\(ranking\(specimen, "(\w+)"\), 7\)', cut_expression(organism, cut)
        )
        assert np.array_equal(cut_first(ranking(organism, found[1]), 7), cut)
