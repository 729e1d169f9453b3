"""Many packed days side by side as numpy columns, each put together when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from queue_app.domain.statistics.packing import TEXTS, Unpacked, unpack

Ints = NDArray[np.int64]
Column = NDArray[Any]
Mask = NDArray[np.bool_]

_TYPES: dict[str, np.dtype[Any]] = {
    "B": np.dtype("<u1"),
    "H": np.dtype("<u2"),
    "I": np.dtype("<u4"),
    "q": np.dtype("<i8"),
}
_NOTHING = np.dtype("<u1")


class Columns:
    """The tables of `packing` over many days and offices; texts are places in `names`.

    Every table has a further column `office`, the place of its office in `offices`.
    """

    def __init__(self, packed: Iterable[tuple[str, bytes]]) -> None:
        """`packed` are (office, bytes) of single days, in any order."""
        self._parts: list[Unpacked] = []
        self._maps: list[Column] = []
        self._known: dict[tuple[str, str], Column] = {}
        places: dict[str, int] = {"": 0}
        offices: dict[str, int] = {}
        belongs: list[int] = []
        for office, blob in packed:
            part = unpack(blob)
            self._parts.append(part)
            found = [places.setdefault(name, len(places)) for name in part.names]
            self._maps.append(np.array(found, np.uint32))
            belongs.append(offices.setdefault(office, len(offices)))
        self.names = list(places)
        self.offices = list(offices)
        self._belongs = np.array(belongs, np.uint16)

    def place(self, name: str) -> int:
        """The place of a name; -1 where these days do not know it."""
        return self._places.get(name, -1)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: index for index, name in enumerate(self.names)}

    def __call__(self, table: str, name: str) -> Column:
        """A column of a table over all days; whole numbers."""
        key = (table, name)
        if key not in self._known:
            self._known[key] = self._together(table, name)
        return self._known[key]

    def _together(self, table: str, name: str) -> Column:
        if name == "office":
            counts = [part.rows[table] for part in self._parts]
            return np.repeat(self._belongs, counts)
        pieces = [self._piece(index, table, name) for index in range(len(self._parts))]
        return np.concatenate(pieces) if pieces else np.zeros(0, _NOTHING)

    def _piece(self, index: int, table: str, name: str) -> Column:
        part = self._parts[index]
        column = part.columns.get((table, name))
        if column is None:
            return np.zeros(part.rows[table], _NOTHING)
        values: Column = np.frombuffer(column.data, _TYPES[column.code])
        if name not in TEXTS:
            return values
        texts: Column = self._maps[index][values]
        return texts
