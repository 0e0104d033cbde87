"""The runs of this server."""

from functools import cache

from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.store.quota import MB, Quota
from orgnet_core.settings import Settings
from ui.shared.latency import TimedStore


@cache
def registry() -> Registry:
    """One for the whole process: sessions come and go, runs stay."""
    settings = Settings()
    most = settings.max_run, settings.max_store, settings.max_visitor_store
    quota = Quota(*(size * MB for size in most))
    store = TimedStore(settings.home, quota)
    return Registry(store, settings.unwatched_pause, settings.slots, settings.max_waiting)
