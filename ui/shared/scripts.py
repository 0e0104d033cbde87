"""Scripts that need nothing but orgnet_core and make again what is on screen."""

from pprint import pformat
from textwrap import indent

from orgnet_core.config import RunConfig
from orgnet_core.runs.live.run import Run
from orgnet_core.tasks import TASKS

TRAINING = """config = parse_config(
{config}
)
trainer = Trainer(config)
trainer.warm_up()
while trainer.step < {step}:
    trainer.advance()"""
SCRIPT = '''"""Organism {run} at step {step}."""

from orgnet_core.config import parse_config
from orgnet_core.training import Trainer

{training}
snapshot = trainer.snapshot()

print(f"epoch {{snapshot.epoch:g}}, step {{snapshot.step}}")
print(f"test {metric} {{snapshot.metric}}, loss {{snapshot.task_loss}}")
print(f"{metric} without self-replicators {{snapshot.metric_without_replicators}}")
print(*(f"{{kind}} {{count}}" for kind, count in snapshot.kinds.items()), sep=", ")
'''


def training_code(config: RunConfig, step: int) -> str:
    """Python that leaves `trainer` with the organism of `config` as it is at `step`."""
    shown = pformat(config.model_dump(mode="json"), width=90, sort_dicts=False)
    return TRAINING.format(config=indent(shown, "    "), step=step)


def run_script(run: Run, at: int) -> str:
    """A complete script for snapshot number `at` of a run: it prints what the Lab shows of it."""
    step, metric = run.snapshots[at].step, TASKS[run.config.task].metric
    return SCRIPT.format(
        run=run.id, step=step, metric=metric, training=training_code(run.config, step)
    )
