# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false
# pyarrow comes without types; what leaves this module is bytes.
"""What is recorded of a run as tables for other programs."""

import io

import pyarrow as pa
from pyarrow import csv
from pyarrow import parquet as pq

from orgnet_core.config import RunConfig
from orgnet_core.fixpoints import Kind
from orgnet_core.snapshot import BANDS, Snapshot


def tables(config: RunConfig, snapshots: list[Snapshot]) -> dict[str, bytes]:
    """{file name: content}: of every snapshot a row, and of every particle at the last one."""
    metrics, parquet = _metrics(snapshots), io.BytesIO()
    pq.write_table(metrics, parquet)
    return {
        "metrics.csv": _csv(metrics),
        "metrics.parquet": parquet.getvalue(),
        "particles.csv": _csv(_particles(config, snapshots[-1])),
    }


def _metrics(snapshots: list[Snapshot]) -> pa.Table:
    """A row for each snapshot: its scalars, how many particles of each kind, and quantiles over
    particles of the replication loss."""
    names = [f"replication_loss_q{round(100 * band):02}" for band in BANDS]
    return pa.Table.from_pylist(
        [
            snapshot.scalars()
            | snapshot.kinds
            | dict(zip(names, snapshot.replication_bands, strict=True))
            for snapshot in snapshots
        ]
    )


def _particles(config: RunConfig, snapshot: Snapshot) -> pa.Table:
    """A row for each particle; its layer, cell and edge are counted from 0."""
    layer, cell, edge = config.organism.positions()
    columns = snapshot.columns()
    kinds = [Kind(kind).name.lower() for kind in columns.pop("kind")]
    return pa.table(
        {
            "particle": range(len(kinds)),
            "layer": layer,
            "cell": cell,
            "edge": edge,
            "kind": kinds,
            **columns,
        }
    )


def _csv(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    csv.write_csv(table, buffer, csv.WriteOptions(quoting_style="needed"))
    return buffer.getvalue()
