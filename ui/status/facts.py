"""What this server is doing, measured when asked."""

import gc
import os
import platform
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import streamlit as st
import torch
from pydantic import SecretStr
from streamlit import runtime

from orgnet_core.config import CUDA_FROM
from orgnet_core.places import PREFIX
from orgnet_core.presets import PRESETS
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.settings import Settings
from ui.shared.health import health
from ui.shared.markdown import escape_markdown
from ui.shared.texts import TEXTS

LIBRARIES = ("streamlit", "torch", "numba", "numpy", "plotly", "pydantic")


def checks() -> dict[str, bool]:
    """Whether this process is set up not to make its visitors wait; names as in texts.toml."""
    return {
        "postScriptGC": st.get_option("runner.postScriptGC") is False,
        "fileWatcherType": st.get_option("server.fileWatcherType") == "none",
        "frozen": gc.get_freeze_count() > 0,
        "threads": torch.get_num_threads() == 1,
        "store": health()["status"] == "ok",
    }


def verdict(check: tuple[str, bool]) -> str:
    """A line of Markdown on one of the checks."""
    name, passed = check
    mark = ":material/check:" if passed else ":material/error: **Failed:**"
    return f"{mark} {TEXTS['status']['check'][name]}"


def settings() -> list[dict[str, str]]:
    """Every setting with its value and where that comes from."""
    given, rows = Settings(), []
    environment = {name.upper() for name in os.environ}
    for name in Settings.model_fields:
        variable = f"{PREFIX}{name.upper()}"
        source = "environment" if variable in environment else "default"
        rows.append({"Setting": variable, "Value": _shown(getattr(given, name)), "From": source})
    return rows


def _shown(value: object) -> str:
    """As a variable would hold it; of a secret only whether there is one, and of a place on the
    server, which is no visitor's business, the last name."""
    if value is None:
        return "not set"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, Path):
        return value.name
    return "set" if isinstance(value, SecretStr) else f"{value}"


def trains_on() -> str:
    """Where organisms are trained unless their settings say otherwise."""
    if not torch.cuda.is_available():
        return "the CPU"
    return f"the CPU, from {CUDA_FROM:,} particle weights on a CUDA device"


def versions() -> dict[str, str]:
    """Of Python and of what it is built on."""
    return {"Python": platform.python_version()} | {name: version(name) for name in LIBRARIES}


def stands(record: RunRecord) -> str:
    """How far a recorded run is, as an item of a list."""
    is_known = record.lifted is not None or record.preset in PRESETS
    title = escape_markdown(record.origin.title) if is_known else "settings of its own"
    epoch = record.scalars.get("epoch", 0)
    return (
        f"- `{record.id}`: {title}, seed {record.config.seed}, epoch {epoch:.4g} of "
        f"{record.config.epochs:,}"
    )


def viewers() -> int | None:
    """Browser tabs connected now; None outside a server."""
    sessions = getattr(runtime.get_instance(), "_session_mgr", None)
    return None if sessions is None else len(sessions.list_active_sessions())


def resident_bytes() -> int | None:
    """Memory of this process; None where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def store_bytes(path: Path) -> int:
    """Of the store's file and of what SQLite keeps beside it."""
    size = 0
    for each in path.parent.glob(path.name + "*"):
        with suppress(OSError):  # gone between the two looks
            size += each.stat().st_size
    return size


def megabytes(size: int | None) -> str:
    return "unknown" if size is None else f"{size / 1e6:,.1f} MB"
