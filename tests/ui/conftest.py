"""For tests of the dashboard: the runs are those of its own registry."""

import pytest

from orgnet_core.runs.live.registry import Registry
from ui.shared import registry as shared


@pytest.fixture
def registry(fresh_home) -> Registry:
    return shared.registry()
