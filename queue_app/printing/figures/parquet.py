"""The figures as Parquet, where its library is installed (the extra `parquet`)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from queue_app.printing.figures import flat

CONTENT_TYPE = "application/vnd.apache.parquet"


class NotInstalled(Exception):
    """pyarrow is not there."""


def render_parquet(statistics: Mapping[str, Any]) -> bytes:
    """The rows and the total with the names and units of the CSV; raises NotInstalled."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise NotInstalled from None
    names = flat.columns(statistics)
    kinds = {name: pa.string() for name in flat.TEXTS} | {name: pa.int64() for name in flat.WHOLE}
    schema = pa.schema([(name, kinds.get(name, pa.float64())) for name in names])
    values = zip(*flat.rows(statistics), strict=True)
    arrays = [pa.array(list(one), field.type) for one, field in zip(values, schema, strict=True)]
    target = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), target)
    return target.getvalue()
