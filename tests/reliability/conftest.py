"""One city for all tests of a module: it is the same processes that are killed and come back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cluster import Cluster, cluster
from tests.support.server import TUESDAY


@pytest.fixture(scope="module")
def city() -> Iterator[Cluster]:
    """Two web processes behind nginx, two workers; Tuesday nine o'clock, clock standing."""
    with (
        tempfile.TemporaryDirectory(prefix="queue-app-city-") as folder,
        cluster(Path(folder), now=TUESDAY) as made,
    ):
        yield made
