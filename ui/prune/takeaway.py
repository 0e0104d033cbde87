"""The pruned organism to take along: as files, as code, and as a program that makes it again."""

from functools import partial
from importlib.util import find_spec

import numpy as np
import streamlit as st

from orgnet_core.pruning import (
    Score,
    Specimen,
    evaluate,
    export_files,
    export_onnx,
    loading_code,
    round_trip,
    zipped,
)
from orgnet_core.runs.live.run import Run
from orgnet_views.numbers import format_number
from ui.prune.cut_script import cut_script
from ui.shared.explain import explain
from ui.shared.net_file import net_download
from ui.shared.texts import TEXTS

WORDS = TEXTS["prune"]["takeaway"]
USE = """from load_organism import load_organism

net = load_organism(".")  # where the archive was unpacked
y = net(x)  # [samples, {inputs}] to [samples, {outputs}]"""
CODE_HEIGHT = 400  # pixels; longer code scrolls


def takeaway(run: Run, at: int, specimen: Specimen, cut: np.ndarray) -> None:
    """Downloads of the organism without the particles in `cut`, bool [P], and how to use them."""
    st.subheader(WORDS["title"], anchor=False)
    explain(WORDS["help"])
    with st.container(key="takeaway_result"):
        st.markdown(_proof(specimen, cut, evaluate(specimen, cut)))
    _downloads(f"organism-{run.id}-step-{run.snapshots[at].step}", specimen, cut)
    left, right = st.columns(2, gap="medium")
    with left:
        _contents(specimen, cut)
    with right:
        _reproduction(run, at, specimen, cut)


def _downloads(name: str, specimen: Specimen, cut: np.ndarray) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            WORDS["zip"],
            partial(_archive, specimen, cut.copy()),
            f"{name}.zip",
            "application/zip",
            key="takeaway_zip",
            help=WORDS["zip_help"],
            on_click="ignore",
            icon=":material/download:",
            type="primary",
        )
        if find_spec("onnx"):
            st.download_button(
                WORDS["onnx"],
                partial(export_onnx, specimen, cut.copy()),
                f"{name}.onnx",
                "application/octet-stream",
                key="takeaway_onnx",
                help=WORDS["onnx_help"],
                on_click="ignore",
                icon=":material/download:",
            )
        else:
            st.caption(WORDS["no_onnx"])


def _contents(specimen: Specimen, cut: np.ndarray) -> None:
    sizes = {name: len(content) for name, content in export_files(specimen, cut).items()}
    st.markdown(
        "\n".join(
            f"- `{name}` ({size:,} bytes): {WORDS['files'][name]}" for name, size in sizes.items()
        )
    )
    inputs, outputs = specimen.organism.widths[0], specimen.organism.widths[-1]
    st.code(USE.format(inputs=inputs, outputs=outputs), wrap_lines=True)
    with st.expander("`load_organism.py`", icon=":material/code:"):
        st.caption(WORDS["loads"])
        st.code(loading_code(), height=CODE_HEIGHT)


def _reproduction(run: Run, at: int, specimen: Specimen, cut: np.ndarray) -> None:
    st.markdown(f"**{WORDS['program']}**")
    st.caption(WORDS["program_help" if run.origin.lifted is None else "program_lifted"])
    st.code(cut_script(run, at, specimen, cut), height=CODE_HEIGHT)
    net_download(run, "takeaway_net")


def _proof(specimen: Specimen, cut: np.ndarray, score: Score) -> str:
    """The round trip as it came out just now, and what is left of the organism."""
    task, particles = specimen.task, len(cut)
    difference = format_number(round_trip(specimen, cut))
    return (
        f"Reloaded export: largest difference **{difference}** between its outputs and the "
        f"organism's over all {task.test_size:,} test samples. It has "
        f"{score.particles:,} of {particles:,} weights left, {task.metric} "
        f"{format_number(score.metric)} and loss {format_number(score.task_loss)}; one input costs "
        f"{score.mult_adds:,} multiplications where zeros are skipped."
    )


def _archive(specimen: Specimen, cut: np.ndarray) -> bytes:
    return zipped(export_files(specimen, cut))
