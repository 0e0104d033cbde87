"""Why a row is not inside, and the experiment that shows it."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import streamlit as st

from orgnet_core.paper.recorded import recorded_variant
from orgnet_core.paper.variants import PRESET_OF, Variant, variants_of
from ui.session.experiment_links import config_query
from ui.shared.texts import TEXTS

WORDS = TEXTS["paper"]


def say_why(row: Mapping[str, Any], variant: Variant, seeds: Sequence[int]) -> None:
    """What is known of it, which other readings bring it inside, and a link to the run that is
    furthest off."""
    others = [each for each in variants_of(variant.organism) if _is_inside(row["id"], each)]
    readings = [each for each in others if each != variant]
    if readings:
        named = " or ".join(f"{each.steps} steps, momentum {each.momentum}" for each in readings)
        elsewhere = WORDS["others"].format(readings=named)
    else:
        elsewhere = WORDS["nowhere"]
    st.caption(f"{WORDS['why'][row['id']]} {elsewhere}")
    seed = seeds[furthest_off(row)]
    st.page_link(
        "pages/lab.py",
        label=WORDS["try_it"].format(seed=seed),
        query_params=dict(
            parse_qsl(config_query(PRESET_OF[variant.organism], variant.config(seed)))
        ),
        help=WORDS["try_help"],
        icon=":material/science:",
    )


def furthest_off(row: Mapping[str, Any]) -> int:
    """Number of the run whose value lies furthest from the middle of all."""
    values = np.array([np.nan if each is None else each for each in row["by_run"]])
    off = np.abs(values - np.nanmedian(values))
    return int(np.argmax(np.where(np.isfinite(off), off, np.inf)))


def _is_inside(row: str, variant: Variant) -> bool:
    found = recorded_variant(variant.name)["rows"]
    return any(each["id"] == row and each["verdict"] == "inside" for each in found)
