"""Recorded runs in one SQLite file: rows, migrations, quota, and what people note on them."""

from orgnet_core.runs.store.failures import StoreError, StoreFull
from orgnet_core.runs.store.store import Store

__all__ = ["Store", "StoreError", "StoreFull"]
