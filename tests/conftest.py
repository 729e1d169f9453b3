"""What holds for every test: shared fixtures, marks that follow from them, hypothesis' manners."""

import os

import pytest
from hypothesis import settings

pytest_plugins = [
    "tests.support.browser",
    "tests.support.postgres",
    "tests.support.redis",
    "tests.support.server",
]

# On a busy machine an example may take any time; pytest-timeout catches what hangs.
settings.register_profile("explore", deadline=None)
# The gate must give the same answer twice; new examples are looked for at the desk.
settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile("gate" if os.environ.get("CI") else "explore")

MARKS = {"browser": "browser", "postgres_url": "postgres", "redis_url": "redis"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in MARKS:
                item.add_marker(MARKS[fixture])
    # The longest stories first: with several workers the short ones fill the gaps at the end.
    items.sort(key=lambda item: "browser" not in item.keywords)
