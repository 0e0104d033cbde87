# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportAttributeAccessIssue=false
# distributed comes without types; what leaves this module is a run that was grown.
"""The workers of a Dask cluster that is there already grow the runs of a sweep."""

import asyncio
from collections.abc import Sequence

from orgnet_core.config import RunConfig
from orgnet_core.errors import InputError, LabError
from orgnet_core.sweeps.backends import Growing
from orgnet_core.sweeps.worker import grow
from orgnet_core.version import __version__

PATIENCE = 5  # seconds for a scheduler to answer


class DaskCluster:
    """Connected to the scheduler at `address`, such as tcp://10.0.0.5:8786, until it is closed.

    Raises InputError where none answers, and where `distributed` is not installed.
    """

    def __init__(self, address: str):
        try:
            from distributed import Client
        except ImportError:
            why = "sweeps on a cluster need the package distributed: install '.[cluster]'"
            raise InputError(f"{why}.") from None
        try:
            asyncio.run(_connect(address))
        except Exception as error:  # of many kinds, whatever is wrong with the address
            allowed = "the address of a Dask scheduler that answers, such as tcp://10.0.0.5:8786"
            raise InputError(f"dask must be {allowed}, not {address!r}.") from error
        self._client = Client(address, timeout=PATIENCE, set_as_default=False)

    def check(self, configs: Sequence[RunConfig]) -> None:
        """Raises InputError unless all workers that are there now have this very version."""
        found = self._client.run(_version_here, on_error="return")
        for worker, version in found.items():
            if version != __version__:
                sentence = f"the worker at {worker} must have version {__version__} of this package"
                raise InputError(f"dask: {sentence}, not {version}.")

    def grow(self, configs: Sequence[RunConfig], preset: str | None) -> Growing:
        """Those runs, each as it ends. What a worker that is gone was growing, another grows."""
        from distributed import as_completed

        waiting = self._client.map(grow, configs, [preset] * len(configs), pure=False)
        try:
            for future in as_completed(waiting, loop=self._client.loop):
                yield future.result()
                future.release()  # so that the cluster keeps no archive
        except LabError:
            raise
        except Exception as error:  # workers that died over one run, a scheduler that is gone
            what = " ".join(f"{type(error).__name__}: {error}".split())
            raise LabError(f"The sweep stopped, the cluster failed ({what})") from error
        finally:
            if self._client.status == "running":
                self._client.cancel(waiting)

    def close(self) -> None:
        """Leaves the cluster as it was."""
        self._client.close()


async def _connect(address: str) -> None:
    """A client that cannot goes on trying for long; this says at once what is wrong."""
    from distributed import Security
    from distributed.comm.core import connect

    arguments = Security().get_connection_args("client")
    await (await connect(address, PATIENCE, **arguments)).close()


def _version_here() -> str:
    from orgnet_core.version import __version__ as version

    return version
