"""The Python that reproduces a cut: grow the organism, cut it, say what that costs."""

from textwrap import wrap

import numpy as np

from orgnet_core.pruning import Specimen, criteria_of, cut_first, ranking
from orgnet_core.pruning.criteria import NEED_A_HISTORY, NEED_A_START
from orgnet_core.pruning.persistence import USUAL
from orgnet_core.runs.live.run import Run
from ui.shared.scripts import training_code, training_imports

SCRIPT = '''"""Organism {run} at step {step}, without {size} of its {particles} particles."""

{imports}

{training}
specimen = Specimen.of(config, trainer.snapshot(){history})

cut = {cut}
for name, score in (("whole", evaluate(specimen)), ("pruned", evaluate(specimen, cut))):
    print(f"{{name}}: {metric} {{score.metric}}, loss {{score.task_loss}}")
'''
PERSISTENT = "specimen.persistent"
LOOK_BACK = NEED_A_HISTORY | NEED_A_START  # criteria for which the run is recorded as it grows
IMPORTS = "from orgnet_core.pruning import {names}"


def cut_script(run: Run, at: int, specimen: Specimen, cut: np.ndarray) -> str:
    """A complete script that needs nothing but orgnet_core, for any cut, bool [P]."""
    expression = cut_expression(specimen, cut)
    names = ["Specimen", "evaluate"]
    names += [name for name in ("cut_first", "ranking") if f"{name}(" in expression]
    looks_back = any(name in expression for name in (PERSISTENT, *LOOK_BACK))
    history = ", recorded" if looks_back else ""
    if "persistent" in expression and specimen.persistence != USUAL:
        history += f", {specimen.persistence!r}"
        names.append("Persistence")
    pruning = IMPORTS.format(names=", ".join(sorted(names, key=lambda name: (name[0] > "Z", name))))
    imports = training_imports(run, pruning)
    return SCRIPT.format(
        run=run.id,
        step=run.snapshots[at].step,
        size=int(cut.sum()),
        particles=len(cut),
        imports=f"import numpy as np\n\n{imports}" if "np." in expression else imports,
        training=training_code(run, run.snapshots[at].step, looks_back),
        history=history,
        cut=expression,
        metric=specimen.task.metric,
    )


def cut_expression(specimen: Specimen, cut: np.ndarray) -> str:
    """Python for a cut: by its rule where one makes it, otherwise its bits, eight a byte."""
    if not cut.any():
        return f"np.zeros({len(cut)}, bool)"
    if np.array_equal(cut, specimen.replicators):
        return "specimen.replicators"
    if np.array_equal(cut, ~specimen.replicators):
        return "~specimen.replicators"
    if specimen.has_history and np.array_equal(cut, specimen.persistent):
        return PERSISTENT
    count = int(cut.sum())
    for criterion in sorted(criteria_of(specimen), key=LOOK_BACK.__contains__):
        if np.array_equal(cut, cut_first(ranking(specimen, criterion), count)):
            return f'cut_first(ranking(specimen, "{criterion}"), {count})'
    lines = "\n".join(f'    "{line}"' for line in wrap(np.packbits(cut).tobytes().hex(), 80))
    packed = f"np.frombuffer(bytes.fromhex(\n{lines}\n), np.uint8)"
    return f"np.unpackbits({packed}, count={len(cut)}).astype(bool)"
