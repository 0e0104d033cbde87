"""What counts as persistent on the page, and what a trial of that rule found."""

from dataclasses import asdict, replace

import streamlit as st

from orgnet_core.pruning import Persistence, Specimen
from orgnet_core.pruning.persistence import LIMITS, USUAL
from orgnet_core.trials.recorded import recorded_trial
from ui.shared.texts import TEXTS

WORDS = TEXTS["pruning"]["persistence"]


def rule() -> Persistence:
    """What counts as persistent on the page: the usual unless its controls say otherwise."""
    given = {name: st.session_state.get(_key(name), getattr(USUAL, name)) for name in LIMITS}
    return Persistence(**given)


def by_the_rule(specimen: Specimen) -> Specimen:
    return replace(specimen, persistence=rule())


def persistence(specimen: Specimen) -> None:
    """Controls of the rule, and what is known of it. To move one cuts the persistent ones."""
    with st.container(horizontal=True, gap="small"):
        for name, (least, most) in LIMITS.items():
            st.session_state.setdefault(_key(name), getattr(USUAL, name))
            label, what = WORDS[name]
            st.number_input(
                label,
                least,
                most,
                step=1,
                key=_key(name),
                help=what,
                on_change=lambda: match_persistent(specimen),
                width=190,
            )
    found = recorded_trial("persistence")
    st.caption(trial_sentence(found))
    with st.expander(WORDS["variants_title"]):
        st.caption(WORDS["variants"].format(dear=f"{found['dear'][0]:g}"))
        st.table(variants(found))


def in_address() -> dict[str, str]:
    """What the address says of the rule."""
    return {f"persistent_{name}": str(value) for name, value in asdict(rule()).items()}


def match_persistent(specimen: Specimen) -> None:
    """Cut as many as are persistent by the rule on the page."""
    organism = by_the_rule(specimen)
    if organism.has_history:
        st.session_state["prune_share"] = 100 * float(organism.persistent.mean())


def trial_sentence(found: dict) -> str:
    """What the recorded trial came to, for or against the rule."""
    ours, label = (found["cuts"][name] for name in ("persistent_replicator", "self_replicator"))
    words = WORDS["failed" if ours["dear"][0] else "held"]
    return words.format(
        percent=found["rule"]["percent"],
        epochs=found["rule"]["epochs"],
        runs=found["runs"],
        preset=found["preset"],
        ends=f"{found['ends']:,}",
        dear=f"{found['dear'][0]:g}",
        label=f"{label['dear'][0]:,}",
        label_runs=label["runs_dear"][0],
        label_most=f"{label['largest']:.4f}",
        ours=f"{ours['dear'][0]:,}",
        ours_runs=ours["runs_dear"][0],
        ours_most=f"{ours['largest']:.4f}",
        version=found["recorded"]["version"],
        date=found["recorded"]["date"],
        machine=found["recorded"]["machine"],
    )


def variants(found: dict) -> dict[str, list[str]]:
    """Columns of a table: the recorded trial and those under other settings, a row each."""
    rows = [_row(each) for each in (found, *found["variants"])]
    return {name: [row[name] for row in rows] for name in rows[0]}


def _row(of: dict) -> dict[str, str]:
    changed = ", ".join(f"{name} {value}" for name, value in of["settings"].items())
    ours, label = (of["cuts"][name] for name in ("persistent_replicator", "self_replicator"))

    def said(cut: dict) -> str:
        return f"{cut['dear'][0]:,} of {of['ends']:,}, {cut['largest']:.4f}"

    return {
        "preset": of["preset"],
        "settings": changed or WORDS["usual"],
        "runs": f"{of['runs']:,}",
        "all self-replicators": said(label),
        "persistent ones": said(ours),
        "the rule": WORDS["fails" if ours["dear"][0] else "holds"],
    }


def _key(name: str) -> str:
    return f"prune_persistent_{name}"
