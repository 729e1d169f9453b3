"""A day's cells as bytes and back: the same cells give the same bytes, on every machine.

The bytes are compressed; inside stand one line of JSON that lists names and columns, and then the
columns, each in the narrowest whole numbers that hold it, least byte first. A column of nothing
but zeros is left out. `views.figures` reads many such days at once.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from queue_app.domain.statistics.cells import COUNTS, SECONDS, VALUES, CellKey, DayCells

FORMAT = 1
TEXTS = ("service", "counter", "language", "code", "what")
"""Columns that hold a name, by its place in the list of names; 0 is none."""

Table = Mapping[str, Sequence[int]]

TABLES = ("days", "cells", *VALUES, "hours", "refused", "outcomes", "rendered")
_BYTES = {"B": 1, "H": 2, "I": 4, "q": 8}
_WIDTHS = (("B", 1 << 8), ("H", 1 << 16), ("I", 1 << 32))


class Column(NamedTuple):
    """A column as its bytes: `code` says how wide the numbers are (B, H, I, q)."""

    code: str
    data: memoryview


class Unpacked(NamedTuple):
    """Names, how many rows each table has, and the columns by table and name."""

    names: tuple[str, ...]
    rows: dict[str, int]
    columns: dict[tuple[str, str], Column]


def pack(day: DayCells) -> bytes:
    """The day as bytes."""
    names = _names(day)
    tables = _tables(day, {name: index for index, name in enumerate(names)})
    rows = {table: len(next(iter(tables[table].values()))) for table in TABLES}
    return _encoded(names, rows, tables)


def pack_together(parts: Iterable[bytes]) -> bytes:
    """Packed days, in order, as one: a month is read faster than its days."""
    unpacked = [unpack(part) for part in parts]
    names = ["", *sorted({name for part in unpacked for name in part.names} - {""})]
    index = {name: place for place, name in enumerate(names)}
    tables: dict[str, dict[str, list[int]]] = {}
    for table, name in sorted({key for part in unpacked for key in part.columns}):
        column = tables.setdefault(table, {}).setdefault(name, [])
        for part in unpacked:
            found = part.columns.get((table, name))
            if found is None:
                column += [0] * part.rows[table]
                continue
            values = _values(found)
            column += [index[part.names[at]] for at in values] if name in TEXTS else values
    rows = {table: sum(part.rows[table] for part in unpacked) for table in TABLES}
    return _encoded(names, rows, tables)


def _encoded(names: Sequence[str], rows: Mapping[str, int], tables: Mapping[str, Table]) -> bytes:
    listed: list[Any] = []
    body = bytearray()
    for table, name, values in sorted(
        (table, name, values)
        for table, columns in tables.items()
        for name, values in columns.items()
    ):
        if not any(values):
            continue
        packed = array(_width(values), values)
        if sys.byteorder == "big":
            packed.byteswap()
        listed.append([table, name, packed.typecode, len(packed)])
        body += packed.tobytes()
    head = {"format": FORMAT, "names": names, "rows": rows, "columns": listed}
    line = json.dumps(head, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return zlib.compress(line.encode() + b"\n" + bytes(body), 6)


def unpack(packed: bytes) -> Unpacked:
    """The columns of packed days; raises ValueError for bytes of another format."""
    plain = zlib.decompress(packed)
    end = plain.index(b"\n")
    head = json.loads(plain[:end])
    if head["format"] != FORMAT:
        raise ValueError(f"figures of format {head['format']}, not {FORMAT}")
    columns: dict[tuple[str, str], Column] = {}
    view, at = memoryview(plain), end + 1
    for table, name, code, count in head["columns"]:
        size = _BYTES[code] * count
        columns[table, name] = Column(code, view[at : at + size])
        at += size
    return Unpacked(tuple(head["names"]), head["rows"], columns)


def _values(column: Column) -> list[int]:
    values = array(column.code, bytes(column.data))
    if sys.byteorder == "big":
        values.byteswap()
    return values.tolist()


def _width(values: Sequence[int]) -> str:
    low, high = min(values), max(values)
    return next((code for code, end in _WIDTHS if low >= 0 and high < end), "q")


def _names(day: DayCells) -> list[str]:
    found = {name for key in day.cells for name in (key.service, key.counter, key.language)}
    found |= {counter for _, counter in day.hours}
    found |= {name for _, service, code in day.refused for name in (service, code)}
    found |= {what for _, what in (*day.outcomes, *day.rendered)}
    return ["", *sorted(found - {""})]


def _tables(day: DayCells, index: Mapping[str, int]) -> dict[str, Table]:
    keys = sorted(day.cells)
    cells = [day.cells[key] for key in keys]
    tables: dict[str, Table] = {"days": {"day": [day.day.toordinal()]}}
    tables["cells"] = {
        **_keys(day, keys, index),
        **{name: [cell.counts[name] for cell in cells] for name in COUNTS},
        **{name: [cell.sums[name] for cell in cells] for name in SECONDS},
        **{f"n_{name}": [len(cell.values[name]) for cell in cells] for name in VALUES},
    }
    for name in VALUES:
        tables[name] = {"value": [value for cell in cells for value in cell.values[name]]}
    hours = sorted(day.hours)
    tables["hours"] = {
        "day": [day.day.toordinal()] * len(hours),
        "half_hour": [half_hour for half_hour, _ in hours],
        "counter": [index[counter] for _, counter in hours],
        "open": [day.hours[key] for key in hours],
    }
    refused = sorted(day.refused)
    tables["refused"] = {
        "day": [day.day.toordinal()] * len(refused),
        "half_hour": [half_hour for half_hour, _, _ in refused],
        "service": [index[service] for _, service, _ in refused],
        "code": [index[code] for _, _, code in refused],
        "count": [day.refused[key] for key in refused],
    }
    for table, found in (("outcomes", day.outcomes), ("rendered", day.rendered)):
        ends = sorted(found)
        tables[table] = {
            **_keys(day, [key for key, _ in ends], index),
            "what": [index[what] for _, what in ends],
            "count": [found[key] for key in ends],
        }
    return tables


def _keys(day: DayCells, keys: Iterable[CellKey], index: Mapping[str, int]) -> Table:
    known = list(keys)
    return {
        "day": [day.day.toordinal()] * len(known),
        "half_hour": [key.half_hour for key in known],
        "service": [index[key.service] for key in known],
        "counter": [index[key.counter] for key in known],
        "kind": [key.kind for key in known],
        "language": [index[key.language] for key in known],
    }
