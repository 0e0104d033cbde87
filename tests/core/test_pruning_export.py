"""What is taken away does what the organism did, with nothing of this project around it."""

import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load
from specimens import CONFIGS, DIGITS, cuts, made_up, net_without, specimen

from orgnet_core.config import parse_config
from orgnet_core.errors import LabError
from orgnet_core.organism import ACTIVATIONS
from orgnet_core.pruning import (
    evaluate,
    export_files,
    export_onnx,
    loading_code,
    round_trip,
    zipped,
)
from orgnet_core.pruning.loading import load_organism
from orgnet_core.tasks import TASKS

named = pytest.mark.parametrize("name", CONFIGS)
ELSEWHERE = """
import sys
import torch
from load_organism import load_organism
net = load_organism(".")
torch.save(net(torch.load("x.pt", weights_only=True)), "output.pt")
assert not [name for name in sys.modules if name.startswith("orgnet")]
"""


@pytest.fixture
def unpacked(tmp_path):
    """Write an export's files into a folder."""

    def unpacked(files: dict[str, bytes]):
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        return tmp_path

    return unpacked


@named
@given(data=st.data())
def test_the_export_is_the_organism(name, data):
    assert round_trip(specimen(name), data.draw(cuts(name))) <= 1e-6


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_activation_and_dtype_survives_the_journey(unpacked, activation, dtype):
    config = DIGITS.changed({"activation": activation, "dtype": dtype})
    weight = specimen("digits").weight.astype(dtype)
    organism = replace(specimen("digits"), config=config, weight=weight)
    net = load_organism(unpacked(export_files(organism, organism.replicators)))
    x, _ = TASKS["mnist15"].test(config.torch_dtype)
    expected = net_without(organism, organism.replicators)(x)
    assert expected.dtype == config.torch_dtype
    torch.testing.assert_close(net(x), expected, rtol=0, atol=1e-6)
    assert round_trip(organism, organism.replicators) <= 1e-6


def test_it_is_a_plain_sequential_of_linear_layers_without_biases(unpacked):
    net = load_organism(unpacked(export_files(specimen("digits"), specimen("digits").replicators)))
    assert type(net) is torch.nn.Sequential
    assert [type(module).__name__ for module in net] == [
        "Linear",
        "GELU",
        "Linear",
        "GELU",
        "Linear",
    ]
    assert all(module.bias is None for module in net if isinstance(module, torch.nn.Linear))
    zeros = torch.cat([matrix.flatten() for matrix in net.parameters()]) == 0
    assert zeros.numpy()[specimen("digits").replicators].all()


def test_the_code_that_comes_along_loads_it_where_this_project_is_not(unpacked):
    organism = specimen("digits")
    folder = unpacked(export_files(organism, organism.replicators))
    assert (folder / "load_organism.py").read_text() == loading_code()
    x, _ = TASKS["mnist15"].test(torch.float32)
    torch.save(x[:50], folder / "x.pt")
    subprocess.run([sys.executable, "-c", ELSEWHERE], cwd=folder, check=True, timeout=60)
    expected = net_without(organism, organism.replicators)(x[:50])
    torch.testing.assert_close(torch.load(folder / "output.pt"), expected, rtol=0, atol=1e-6)


@named
def test_the_description_is_complete(name):
    organism = specimen(name)
    about = json.loads(export_files(organism, organism.replicators)["organism.json"])
    score, task = evaluate(organism, organism.replicators), TASKS[organism.config.task]
    assert (about["format"], about["version"]) == ("organism-lab dense net", 1)
    assert tuple(about["widths"]) == organism.config.organism.widths
    assert about["metric"] == {"name": task.metric, "value": score.metric}
    assert about["task_loss"] == score.task_loss
    assert about["particles"] == {"all": len(organism.weight), "kept": score.particles}
    assert about["input_grid"] == (list(task.picture.grid) if task.picture else None)
    assert parse_config(about["config"]) == organism.config


def test_the_mask_comes_along():
    organism = specimen("digits")
    cut = load(export_files(organism, organism.replicators)["cut.safetensors"])["cut"]
    assert cut.dtype == torch.bool and np.array_equal(cut.numpy(), organism.replicators)


def test_a_broken_organism_says_so_in_its_export():
    broken = made_up("sums", weight=np.full(18, np.nan, np.float32))
    nothing = np.zeros(18, bool)
    assert np.isnan(round_trip(broken, nothing))

    def refuse(constant):
        raise AssertionError(f"{constant} is no JSON")

    about = json.loads(export_files(broken, nothing)["organism.json"], parse_constant=refuse)
    assert about["metric"]["value"] is None and about["task_loss"] is None


def test_one_archive_holds_all_files():
    files = export_files(specimen("sums"), np.zeros(18, bool))
    with ZipFile(BytesIO(zipped(files))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files


@named
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_onnx_model_computes_the_same(name, activation):
    onnx = pytest.importorskip("onnx", reason="the optional package onnx is not installed")
    from onnx.reference import ReferenceEvaluator

    config = CONFIGS[name].changed({"activation": activation, "dtype": "float64"})
    weight = specimen(name).weight.astype("float64")
    organism = replace(specimen(name), config=config, weight=weight)
    model = onnx.load_from_string(export_onnx(organism, organism.replicators))
    onnx.checker.check_model(model, full_check=True)
    assert (model.ir_version, model.opset_import[0].version) == (7, 13), "what most runtimes read"
    x, _ = TASKS[config.task].test(torch.float64)
    (output,) = ReferenceEvaluator(model).run(None, {"input": x[:50].float().numpy()})
    expected = net_without(organism, organism.replicators)(x[:50])
    assert output.dtype == np.float32
    close = 1e-6 * expected.abs().max().item()  # float32 beside float64
    np.testing.assert_allclose(output, expected.numpy(), rtol=2e-6, atol=close)


def test_without_the_package_onnx_there_is_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(LabError, match="needs the package onnx, which is not installed"):
        export_onnx(specimen("sums"), np.zeros(18, bool))
