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
    quota = Quota(settings.max_run * MB, settings.max_store * MB)
    store = TimedStore(settings.home, quota)
    return Registry(store, settings.unwatched_pause, settings.slots)
