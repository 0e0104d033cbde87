"""organism-lab replay RUN --to FILE.html, the same as python -m orgnet_views.replay."""

import argparse
import sys
from contextlib import closing

from orgnet_core.cli import replay
from orgnet_core.cli.shared import Parser, new_file, obey, open_recorded, say, written_whole
from orgnet_core.json_values import Json
from orgnet_core.runs.live.run import Run
from orgnet_views.replay.page import replay_page
from orgnet_views.replay.recording import steps_of


def main(arguments: list[str] | None = None) -> int:
    """Write the page; returns the exit status."""
    parser = Parser(prog="organism-lab replay")
    replay.add_arguments(parser)
    parser.set_defaults(command=_write)
    return obey(parser, arguments)


def _write(options: argparse.Namespace) -> int:
    target = new_file(options, replay.SUFFIX)
    store, record = open_recorded(options)
    with closing(store), written_whole(target) as part:
        recorded = Run.recorded(store, record)
        page = replay_page(recorded, store, options.light)
        part.write_text(page, encoding="utf-8")
        steps = len(steps_of(recorded, options.light))
    size = target.stat().st_size
    holds = {"particles": record.config.organism.particles, "steps": steps}
    result: Json = {"file": str(target), "run": record.id, "bytes": size, "holds": holds}
    say(options, result, [f"{target}: {steps:,} steps, {size:,} bytes"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
