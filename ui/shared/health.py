"""Whether this server is well: for a container's health check, and for the Status page."""

from orgnet_core.runs.store import StoreError
from ui.shared.registry import registry


def health() -> dict:
    try:
        runs, store = len(registry().store.records()), "ok"
    except StoreError:
        runs, store = None, "problem"
    slots = registry().slots
    line = {"growing": len(slots.training), "waiting": len(slots.waiting)}
    return {"status": store, "runs": runs, **line, "store": store}
