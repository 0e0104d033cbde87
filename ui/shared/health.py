"""Whether this server is well: for a container's health check, and for the Status page."""

from orgnet_core.runs.store import StoreError
from ui.shared.registry import registry


def health() -> dict:
    store, slots = registry().store, registry().slots
    try:
        store.probe()
        runs, stands = len(store.records()), "read-only" if store.is_read_only else "ok"
    except StoreError:
        runs, stands = None, "problem"
    line = {"growing": len(slots.training), "waiting": len(slots.waiting)}
    status = "problem" if stands == "problem" else "ok"
    return {"status": status, "runs": runs, **line, "store": stands}
