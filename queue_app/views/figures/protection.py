"""Which days of counters count in the figures of counters, by the rule of `domain.statistics`.

The smallest thing that is shown or hidden is a counter's whole day. A day with too few legs counts
in no figure of a counter, one with too few under a single figure not in that figure, and further
counters of that day are left out with it until nothing can be found by subtracting from the
office's. So two questions about different days differ by at least five legs under each figure, and
a counter's figures are never divided by service, hour, kind or language.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from queue_app.domain.statistics.suppression import shown_under
from queue_app.views.figures.columns import Columns, Ints, Mask

LEGS = "issued"
BASES = ("called", "n_wait", "n_walking", "n_service", "n_handling")
"""What the figures of a counter's row stand for, besides its legs."""
_OFFICE = 4_000_000
"""More than there are days."""


class Units:
    """Which (office, day, counter) may be seen, under each of the bases."""

    def __init__(
        self, columns: Columns, codes: Mapping[str, Ints], shown: Mapping[str, Ints]
    ) -> None:
        self._columns, self._codes, self._shown = columns, codes, shown

    def shown(self, table: str, base: str = LEGS) -> Mask:
        """Which rows of a table belong to a counter's day that may be seen in such figures."""
        codes = self._codes.get(table)
        if codes is None:
            codes = _codes(self._columns, table)
        return np.isin(codes, self._shown[base])


def shown_units(columns: Columns) -> Units:
    """The days of counters that may be seen, of all that the columns know."""
    codes = _codes(columns, "cells")
    has_counter = columns("cells", "counter") != 0
    units, places = np.unique(codes[has_counter], return_inverse=True)
    bases = np.stack(
        [
            np.bincount(places, columns("cells", name)[has_counter], minlength=len(units))
            for name in (LEGS, *BASES)
        ],
        axis=1,
    ).astype(np.int64)
    _, starts = np.unique(units // max(len(columns.names), 1), return_index=True)
    shown = np.zeros((len(units), 1 + len(BASES)), np.bool_)
    ends = [*starts[1:].tolist(), len(units)][: len(starts)]
    for start, end in zip(starts.tolist(), ends, strict=True):
        of_day = {unit: bases[unit].tolist() for unit in range(start, end)}
        for base, those in enumerate(shown_under(of_day)):
            shown[list(those), base] = True
    return Units(
        columns,
        {"cells": codes},
        {name: units[shown[:, at]] for at, name in enumerate((LEGS, *BASES))},
    )


def _codes(columns: Columns, table: str) -> Ints:
    """One number for office, day and counter; all counters of a day stand together.

    They stand in the order of their ids, whatever else was asked with them: of two counters with
    equally many legs always the same is left out.
    """
    order = np.empty(len(columns.names), np.int64)
    order[np.argsort(np.array(columns.names))] = np.arange(len(columns.names))
    day = columns(table, "day").astype(np.int64)
    office = columns(table, "office").astype(np.int64)
    counter: Ints = order[columns(table, "counter")]
    return (office * _OFFICE + day) * max(len(columns.names), 1) + counter
