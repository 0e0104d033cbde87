"""Scripts that need nothing but orgnet_core and make again what is on screen."""

from pprint import pformat
from textwrap import fill, indent

from orgnet_core.runs.archive.write import NET
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.versions import in_words
from orgnet_core.tasks import TASKS
from orgnet_core.version import __version__

OTHER_VERSION = (
    "This run was grown by {versions} of Organism Lab. Version {this} may draw other random "
    "numbers, and so give other results."
)
BEGINNING = """config = parse_config(
{config}
)
{trainer}
trainer.warm_up()
"""
GROWN = "trainer = Trainer(config)"
LIFTED = """# From {name}, which is to be had where this is; sha256
# {sha256}
net = read_net(open("{file}", "rb").read())
trainer = lifted_trainer(config, net.matrices)"""
GROWN_IMPORTS = """from orgnet_core.config import parse_config
{others}from orgnet_core.training import Trainer"""
LIFTED_IMPORTS = """from orgnet_core.config import parse_config
from orgnet_core.dense_file import read_net
from orgnet_core.lifting import lifted_trainer{others}"""
TRAINING = """while trainer.step < {step}:
    trainer.advance()"""
RECORDING = """recorded = [trainer.snapshot()]
while trainer.step < {step}:
    trainer.advance()
    if trainer.due:
        recorded.append(trainer.snapshot())"""
SCRIPT = '''"""Organism {run} at step {step}."""

{imports}

{training}
snapshot = trainer.snapshot()

print(f"epoch {{snapshot.epoch:g}}, step {{snapshot.step}}")
print(f"test {metric} {{snapshot.metric}}, loss {{snapshot.task_loss}}")
print(f"{metric} without self-replicators {{snapshot.metric_without_replicators}}")
print(*(f"{{kind}} {{count}}" for kind, count in snapshot.kinds.items()), sep=", ")
'''


def training_code(run: Run, step: int, is_recorded: bool = False) -> str:
    """Python that leaves `trainer` with the organism of `run` as it is at `step`, and if it is to
    be recorded its snapshots, `recorded`, too."""
    shown = pformat(run.config.model_dump(mode="json"), width=90, sort_dicts=False)
    beginning = BEGINNING.format(config=indent(shown, "    "), trainer=_trainer(run))
    return (
        _warning(run.versions)
        + beginning
        + (RECORDING if is_recorded else TRAINING).format(step=step)
    )


def training_imports(run: Run, others: str = "") -> str:
    """What `training_code` imports, with a line for what else of orgnet_core a script does."""
    if run.origin.lifted is None:
        return GROWN_IMPORTS.format(others=others and f"{others}\n")
    return LIFTED_IMPORTS.format(others=others and f"\n{others}")


def _trainer(run: Run) -> str:
    lifted = run.origin.lifted
    if lifted is None:
        return GROWN
    return LIFTED.format(name=lifted.name, sha256=lifted.sha256, file=NET)


def _warning(versions: tuple[str, ...]) -> str:
    """A comment for a run that not this version alone has grown."""
    if versions == (__version__,):
        return ""
    grown = OTHER_VERSION.format(versions=in_words(versions), this=__version__)
    return fill(grown, 90, initial_indent="# ", subsequent_indent="# ") + "\n"


def run_script(run: Run, at: int) -> str:
    """A complete script for snapshot number `at` of a run: it prints what the Lab shows of it."""
    step, metric = run.snapshots[at].step, TASKS[run.config.task].metric
    return SCRIPT.format(
        run=run.id,
        step=step,
        metric=metric,
        imports=training_imports(run),
        training=training_code(run, step),
    )
