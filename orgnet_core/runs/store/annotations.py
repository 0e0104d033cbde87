"""What people do to recorded runs: name them, pin them, delete them and bring them back.

A deleted run is out of sight at once and out of the store an hour later, or sooner where there is
no more room (quota.py).
"""

from dataclasses import asdict, replace
from time import time
from typing import Any

from orgnet_core.runs.store.names import checked_name
from orgnet_core.runs.store.records import Annotation
from orgnet_core.runs.store.store import Store

ANNOTATION, DELETED = "label", "deleted"  # names of results in the store
KEEP_DELETED = 3600  # seconds


def annotation_of(store: Store, run: str) -> Annotation:
    body: dict[str, Any] = store.computed.get(run, ANNOTATION) or {}
    return Annotation(**body)


def rename(store: Store, run: str, name: str) -> None:
    """An empty name takes the name away. Raises InputError."""
    _keep(store, run, replace(annotation_of(store, run), name=checked_name(name)))


def pin(store: Store, run: str, pinned: bool) -> None:
    _keep(store, run, replace(annotation_of(store, run), pinned=pinned))


def delete(store: Store, run: str) -> None:
    """Out of sight, and until an hour has passed, or room is needed, to be had back."""
    store.computed.keep(run, DELETED, {"at": time()})


def purge(store: Store) -> set[str]:
    """Remove for good what was deleted an hour ago; the deleted runs that are left."""
    deleted, now = store.computed.by_run(DELETED), time()
    old = {run for run, body in deleted.items() if now - body["at"] > KEEP_DELETED}
    for run in old:
        store.remove(run)
    return deleted.keys() - old


def restore(store: Store, run: str) -> None:
    """Undo a deletion; does nothing if there is nothing to undo."""
    store.computed.drop(run, DELETED)


def _keep(store: Store, run: str, annotation: Annotation) -> None:
    store.computed.keep(run, ANNOTATION, asdict(annotation))
