"""The cut in the address: `by=l1_global&count=141&kept=0-44_90&combine=add`, say.

The page reads it when it opens; from then on its board keeps the address in step with the cut. The
words are those of `prune` on the command line where that has them.
Lists are written with "_", which looks alike to everybody who encodes addresses.
"""

from collections.abc import Callable, Iterable
from urllib.parse import parse_qsl

import numpy as np
import streamlit as st

from orgnet_core.config import RunConfig
from orgnet_core.pruning.persistence import LIMITS
from orgnet_core.ranges import LONGEST
from orgnet_core.runs.live.run import Run
from orgnet_views.kinds import KIND_STYLES
from orgnet_views.ranges import from_ranges, to_ranges
from ui.prune import persistence
from ui.prune.cutting import (
    COMBINE,
    HAND,
    KIND,
    MEASURES,
    PERSISTENT,
    SIDES,
    THRESHOLD,
    keep,
    kept,
    number,
    rules,
)
from ui.prune.sparing import spare, spared
from ui.shared.addresses import CUT, is_whole

NONE = "none"  # kinds
REFUSED = "prune_refused"  # (sentences, the query when they were first said)


def apply_link(run: Run) -> None:
    """Set the page to the cut in the address when it opens, or to a lecturer's that has come.

    What cannot be stays as it was; `refused` says why.
    """
    if "cut_to_show" in st.session_state:
        given = dict(parse_qsl(st.session_state.pop("cut_to_show")))
    elif "prune_by" in st.session_state:  # open already: its controls know better
        return
    else:
        given = st.query_params.to_dict()
    found, problems = read(run.config, given)
    st.session_state[REFUSED] = (problems, None)
    if not given.keys().isdisjoint(CUT):
        mask = found.pop("kept", kept(run).now if "kept" in given else _nothing(run))
        if not np.array_equal(mask, kept(run).now):
            keep(run, mask)
        spare(run, found.pop("spared", _nothing(run)))
    for name, value in found.items():
        st.session_state[f"prune_{name}"] = value


def refused(query: dict) -> None:
    """Say what of the address could not be, until the cut is another one than `query` names."""
    problems, then = st.session_state[REFUSED]
    if not problems or then not in (None, query):
        st.session_state[REFUSED] = ([], None)
        return
    st.session_state[REFUSED] = (problems, query)
    sentences = " ".join(problems)
    st.warning(f"The link's cut cannot be read in full. {sentences}", icon=":material/link_off:")


def query(run: Run, chosen: np.ndarray) -> dict[str, str | None]:
    """What the address says of the page's cut, for each parameter in CUT: "" is nothing, None a
    kept cut that is too long. `chosen`, bool [P], is what the controls choose."""
    state = st.session_state
    by = state["prune_by"]
    said = {"by": by}
    if by == KIND:
        said["kinds"] = "_".join(map(str, sorted(state["prune_kinds"]))) or NONE
    elif by == THRESHOLD:
        said |= {"measure": state["prune_measure"], "side": state["prune_side"]}
        said["limit"] = str(number(state["prune_limit"]))
    elif by != HAND:
        said["count"] = str(int(chosen.sum()))
    if by == PERSISTENT:
        said |= persistence.in_address()
    said["spared"] = to_ranges(spared(run))
    if kept(run).now.any():
        ranges = to_ranges(kept(run).now)
        short = len(ranges) + len(said["spared"]) <= LONGEST
        said |= {"kept": ranges, "combine": state["prune_combine"]} if short else {"kept": None}
    return dict.fromkeys(CUT, "") | said


def read(config: RunConfig, given: dict[str, str]) -> tuple[dict, list[str]]:
    """({control: value}, sentences on what is none) of an address' cut of such an organism. The
    address is never quoted: it is anybody's, and a warning is Markdown."""
    particles = config.organism.particles
    which = (
        lambda text: from_ranges(text, particles),
        f"particles from 0 to {particles - 1:,}, such as 0-44_90",
    )
    readers: dict[str, tuple[Callable, str]] = {
        "by": _one_of(rules(config)),
        "measure": _one_of(MEASURES),
        "side": _one_of(SIDES),
        "combine": _one_of(COMBINE),
        "count": (lambda text: _share(text, particles), f"a whole number from 0 to {particles:,}"),
        "kinds": (_kinds, f"numbers of kinds from 0 to {len(KIND_STYLES) - 1}, such as 0_3"),
        "limit": (_limit, "a number, such as 0.01 or 1e-5"),
        "kept": which,
        "spared": which,
    } | {f"persistent_{name}": _within(*limits) for name, limits in LIMITS.items()}
    found, problems = {}, []
    for name, (read, allowed) in readers.items():
        try:
            if name in given:
                found["share" if name == "count" else name] = read(given[name])
        except ValueError:
            problems.append(f"`{name}` must be {allowed}.")
    return found, problems


def _one_of(names: Iterable[str]) -> tuple[Callable[[str], str], str]:
    names = list(names)
    return lambda text: names[names.index(text)], "one of " + ", ".join(f"`{n}`" for n in names)


def _within(least: int, most: int) -> tuple[Callable[[str], int], str]:
    def read(text: str) -> int:
        if not (is_whole(text) and least <= int(text) <= most):
            raise ValueError
        return int(text)

    return read, f"a whole number from {least} to {most}"


def _share(text: str, particles: int) -> float:
    if not is_whole(text) or int(text) > particles:
        raise ValueError
    return 100 * int(text) / particles


def _kinds(text: str) -> list[int]:
    parts = [] if text == NONE else text.split("_")
    kinds = {int(part) for part in parts if is_whole(part)}
    if not (all(map(is_whole, parts)) and kinds <= set(KIND_STYLES)):
        raise ValueError
    return sorted(kinds)


def _limit(text: str) -> str:
    """As `query` writes it, NaN for what was no number in the control either."""
    limit = number(text)
    if np.isnan(limit) and text != "nan":
        raise ValueError
    return str(limit)


def _nothing(run: Run) -> np.ndarray:
    return np.zeros(run.config.organism.particles, bool)
