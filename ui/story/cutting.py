"""Step six: cut the self-replicators, as many by global l1, or the others, and see what is left."""

from functools import cache

import numpy as np
import streamlit as st

from orgnet_core.pruning import Score, Specimen, cut_first, evaluate, ranking
from ui.session.board import board
from ui.shared.formats import format_share, metric_delta
from ui.shared.segments import choose_one
from ui.story.facts import example, facts
from ui.story.texts import WORDS as STORY

WORDS = STORY["steps"]["cut"]
ORGANISMS, CUTS = [*WORDS["organisms"]], [*WORDS["cuts"]]
MEASURE = 140  # pixels; two beside each other on a phone


@st.fragment
def cutting() -> None:
    """Which organism, which cut, its scores, and the map with the cut struck out."""
    name = choose_one(
        WORDS["organism"],
        ORGANISMS,
        key="story_organism",
        in_words=lambda each: WORDS["organisms"][each].format(**facts()),
    )
    run, masks = example(name), cuts(name)
    which = choose_one(
        WORDS["which"],
        CUTS,
        key="story_cut",
        help=WORDS["help"].format(samples=_samples(name)),
        in_words=lambda each: WORDS["cuts"][each].format(**_sizes(masks)),
    )
    _result(name, which, _sizes(masks)[which])
    cut, last = np.flatnonzero(masks[which]), len(run.snapshots) - 1
    board(run, ["map"], key=f"story_map_{name}", at=last, cut=cut)


def _result(name: str, which: str, gone: str) -> None:
    """Accuracy of the whole organism and after the cut, and the same in a sentence."""
    before, after = score(name, "none"), score(name, which)
    told = {"before": format_share(before.metric), "after": format_share(after.metric)}
    with st.container(key="story_cut_result"), st.container(horizontal=True, gap="medium"):
        st.metric(WORDS["before"], told["before"], width=MEASURE)
        lost = after.metric - before.metric
        change = metric_delta(lost, f"{100 * lost:+.1f} points", higher_is_better=True)
        st.metric(WORDS["after"], told["after"], **change, width=MEASURE)
    words = WORDS["whole" if gone == "0" else "said"]
    count = facts()["particles"]
    st.caption(words.format(gone=gone, particles=count, samples=_samples(name), **told))


def _specimen(name: str) -> Specimen:
    run = example(name)
    return Specimen.of(run.config, run.snapshots[-1])


@cache
def cuts(name: str) -> dict[str, np.ndarray]:
    """What is cut, bool [P], by the words of CUTS."""
    organism = _specimen(name)
    ours = organism.replicators
    by_l1 = cut_first(ranking(organism, "l1_global"), int(ours.sum()))
    return dict(zip(CUTS, (ours & False, ours, by_l1, ~ours), strict=True))


@cache
def score(name: str, which: str) -> Score:
    """On the whole test set; of an example it never changes."""
    return evaluate(_specimen(name), cuts(name)[which])


def _sizes(masks: dict[str, np.ndarray]) -> dict[str, str]:
    return {name: f"{int(mask.sum()):,}" for name, mask in masks.items()}


def _samples(name: str) -> str:
    return f"{_specimen(name).task.test_size:,}"
