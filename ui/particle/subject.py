"""What the experiments of the Particle page are done to: weights as they were recorded."""

import streamlit as st
import torch

from orgnet_core.runs.live.run import Run
from ui.shared.explain import explain
from ui.shared.texts import TEXTS


def recorded_weights(run: Run, at: int, words: dict) -> torch.Tensor | None:
    """What an experiment is about, and the weights [n, P] of all particles at a snapshot; None
    where they were not recorded, which the section then says."""
    explain(words["help"])
    weights = run.weights_at(run.snapshots[at].step)
    if weights is None:
        st.info(TEXTS["particle"]["no_weights"])
        return None
    return torch.tensor(weights)


def subject(run: Run, at: int, particle: int, words: dict) -> torch.Tensor | None:
    """The same of one particle, [n, 1]."""
    weights = recorded_weights(run, at, words)
    return None if weights is None else weights[:, [particle]]
