"""After the cut: what training recovers, from the trained weights or from the initial ones."""

from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
import streamlit as st

from orgnet_core.plurals import count_of
from orgnet_core.pruning import criteria_of
from orgnet_core.runs.live.run import Run
from orgnet_core.settings import Settings
from orgnet_core.tasks import TASKS
from ui.prune import work
from ui.prune.criteria import CRITERIA
from ui.prune.styles import CONTROL, OTHER, OURS, WHOLE
from ui.prune.training_lines import Trained, diverged, recorded, table, trained, training_chart
from ui.session.progress import Progress, following, is_allowed, is_missing, why_missing
from ui.session.visitor import visitor
from ui.shared.explain import explain
from ui.shared.jobs import Job, jobs
from ui.shared.tables import show_table
from ui.shared.texts import TEXTS

WORDS = TEXTS["prune"]["after"]
EPOCHS = (1, 2, 5, 10, 20)
MORE_EPOCHS = (*EPOCHS, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


class Training(NamedTuple):
    """What one button has computed, as `Jobs.start` takes it."""

    key: str  # the button's
    name: str
    title: str
    total: int  # results
    work: Callable[[], Iterator[dict]]


def after(run: Run, at: int, cut: np.ndarray) -> None:
    """Train on without the particles in `cut`, bool [P], of snapshot number `at`."""
    step = run.snapshots[at].step
    st.subheader(WORDS["title"], anchor=False)
    explain(WORDS["help"].format(samples=f"{TASKS[run.config.task].test_size:,}"))
    if run.weights_at(step) is None:
        st.info(TEXTS["particle"]["no_weights"])
        return
    if not is_allowed(run, EPOCHS[0]):
        return
    following([run.id], "after/", lambda show: _section(run, at, cut, show))


def _section(run: Run, at: int, cut: np.ndarray, show_progress: Progress) -> None:
    st.markdown(f"The cut above: **{cut.sum():,}** of {count_of(len(cut), 'particle')}.")
    left, right = st.columns(2, gap="large")
    with left:
        tuned = _fine_tuning(run, at, cut)
    with right:
        regrown = _regrowing(run, cut)
    show_progress()
    if not tuned and not regrown:
        return
    references = [run.snapshots[at]]
    left, right = st.columns(2, gap="large")
    if tuned:
        with left:
            training_chart(run, tuned, "epochs of fine-tuning", "after_chart")
    if regrown:
        epochs = regrown[0].epochs
        references = [seen for seen in run.snapshots if seen.epoch in (epochs, references[0].epoch)]
        with right:
            drawn = [*regrown, recorded(run, epochs)]
            training_chart(run, drawn, "epochs from the initial weights", "after_regrown_chart")
    with st.container(key="after_result"):
        for sentence in diverged([*tuned, *regrown]):
            st.warning(sentence)
        show_table(table(run, references, [*tuned, *regrown]), "after")
        st.caption(WORDS["table"])


def _fine_tuning(run: Run, at: int, cut: np.ndarray) -> list[Trained]:
    step, count = run.snapshots[at].step, int(cut.sum())
    epochs = _epochs("Additional epochs", EPOCHS, 5, "after_epochs")
    criteria = len(criteria_of(work.specimen_at(run, step)))
    one = Training(
        "after_finetune",
        f"after/tune/{step}/{epochs}/{_digest(cut)}",
        "Fine-tuning this cut",
        epochs + 2,
        lambda: work.fine_tuned(run, step, cut, epochs),
    )
    each = Training(
        "after_all",
        f"after/each/{step}/{epochs}/{count}",
        f"Fine-tuning with {count:,} cut by every criterion",
        (criteria + 1) * (epochs + 2),
        lambda: work.each_fine_tuned(run, step, count, epochs),
    )
    by_hand, by_rule = _buttons(run, one, each)
    names = {name: (each.name, each.style) for name, each in CRITERIA.items()}
    return [
        *trained(by_hand, {"cut": ("This cut", OURS)}, epochs),
        *trained(by_rule, {work.WHOLE: ("Nothing cut", WHOLE)} | names, epochs),
    ]


def _regrowing(run: Run, cut: np.ndarray) -> list[Trained]:
    own = min(run.config.epochs, Settings().max_epochs)
    seed = (run.config.seed + 1) % 2**32
    choices = [*(epochs for epochs in MORE_EPOCHS if epochs < own), own]
    key = f"after_rewind_epochs_{run.id}"
    epochs = _epochs("Epochs (from the initial weights)", choices, min(20, own), key)

    def regrown(key: str, title: str, seed: int, lines: int) -> Training:
        name, total = f"after/regrown/{seed}/{epochs}/{_digest(cut)}", lines * (epochs + 2)
        return Training(key, name, title, total, lambda: work.regrown(run, seed, cut, epochs))

    rewound = regrown("after_rewind", "Training from its initial weights", run.config.seed, 1)
    renewed = regrown("after_reinit", f"Training from seed {seed}'s initial weights", seed, 2)
    own, others = _buttons(run, rewound, renewed)
    of_another = {
        "cut": (f"Seed {seed}'s initial weights", OTHER),
        work.WHOLE: (f"Seed {seed}, whole", CONTROL),
    }
    return [
        *trained(own, {"cut": ("Its initial weights", OURS)}, epochs),
        *trained(others, of_another, epochs),
    ]


def _buttons(run: Run, *trainings: Training) -> list[Job | None]:
    """A button for each that is not there or under way; the jobs as they stand."""
    found = [jobs().find(run.id, training.name) for training in trainings]
    with st.container(horizontal=True, gap="small"):
        for training, job in zip(trainings, found, strict=True):
            st.button(
                WORDS[training.key][0],
                key=training.key,
                on_click=_start,
                args=(run, training),
                disabled=not is_missing(job),
                help=WORDS[training.key][1],
            )
    for job in found:
        why_missing(job)
    return found


def _start(run: Run, training: Training) -> None:
    jobs().start(run.id, *training[1:], visitor())


def _epochs(label: str, choices, default: int, key: str) -> int:
    return st.select_slider(
        label, choices, default, "{:,}".format, key=key, help=WORDS["epochs"], width=300
    )


def _digest(cut: np.ndarray) -> str:
    """A short name for a cut."""
    return blake2b(np.packbits(cut).tobytes(), digest_size=8).hexdigest()
