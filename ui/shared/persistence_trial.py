"""The result of the recorded trial of the persistent replicators, in words."""

from ui.shared.texts import TEXTS

WORDS = TEXTS["pruning"]["persistence"]


def trial_sentence(found: dict) -> str:
    """The result of the recorded trial, for or against the rule."""
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
