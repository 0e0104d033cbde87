"""Take it away: a pruned organism as a plain dense net in open formats.

organism.safetensors  0.weight, 2.weight, …: a matrix [cells, edges] a layer, zero where cut;
                      as metadata "net": {"activation", "task"}, so that it can be lifted again
organism.json         format, version; widths, activation and dtype of the net; its task, and the
                      input_grid [rows, columns] of a picture, whose pixels 0..1 come row by row,
                      or null; metric and task_loss on the test set; how many particles there were
                      and are kept; the whole config of the run
cut.safetensors       cut: bool [P], True where a particle is cut, layer by layer, row by row
load_organism.py      the code that loads the net
"""

import json
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import torch
from safetensors.torch import save

from orgnet_core.json_values import finite
from orgnet_core.pruning import loading
from orgnet_core.pruning.evaluation import evaluate, pruned_weight
from orgnet_core.pruning.specimen import Specimen

FORMAT, VERSION = "organism-lab dense net", 1


def export_files(specimen: Specimen, cut: np.ndarray) -> dict[str, bytes]:
    """{file name: content} of the organism without the particles in `cut`, bool [P]."""
    matrices = specimen.organism.matrices(pruned_weight(specimen, cut))
    tensors = {f"{2 * layer}.weight": matrix.clone() for layer, matrix in enumerate(matrices)}
    about = {"activation": specimen.config.activation, "task": specimen.config.task}
    metadata = {"net": json.dumps(about)}  # of one entry: safetensors keeps them in no order
    return {
        "organism.safetensors": save(tensors, metadata),
        "organism.json": json.dumps(_about(specimen, cut), indent=2).encode(),
        "cut.safetensors": save({"cut": torch.tensor(cut)}),
        "load_organism.py": loading_code().encode(),
    }


def loading_code() -> str:
    """The Python that loads an export."""
    return Path(loading.__file__).read_text(encoding="utf-8")


def zipped(files: dict[str, bytes]) -> bytes:
    """The files as one ZIP archive."""
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as out:
        for name, content in files.items():
            out.writestr(name, content)
    return archive.getvalue()


def round_trip(specimen: Specimen, cut: np.ndarray) -> float:
    """Largest difference between an output of the organism and of its reloaded export, over the
    test set; NaN if an output is no number."""
    x, _ = specimen.task.test(specimen.config.torch_dtype)
    with TemporaryDirectory() as folder:
        for name, content in export_files(specimen, cut).items():
            Path(folder, name).write_bytes(content)
        reloaded = loading.load_organism(folder)(x)
    return (
        (reloaded - specimen.organism.forward(x, pruned_weight(specimen, cut))).abs().max().item()
    )


def _about(specimen: Specimen, cut: np.ndarray) -> dict[str, Any]:
    """What organism.json says; JSON has no NaN, so a score that is no number is null."""
    config, task, score = specimen.config, specimen.task, evaluate(specimen, cut)
    return {
        "format": FORMAT,
        "version": VERSION,
        "widths": specimen.organism.widths,
        "activation": config.activation,
        "dtype": config.dtype,
        "task": config.task,
        "input_grid": task.picture and task.picture.grid,
        "input_channels": task.picture.channels if task.picture else (),
        "metric": {"name": task.metric, "value": finite(score.metric)},
        "task_loss": finite(score.task_loss),
        "particles": {"all": len(specimen.weight), "kept": score.particles},
        "config": config.model_dump(mode="json"),
    }
