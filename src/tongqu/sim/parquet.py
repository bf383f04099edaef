"""Tables as Parquet, by pyarrow, which is an extra: ``pip install "tongqu[parquet]"``."""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tongqu.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.sim.export import Column

__all__ = ["need_pyarrow", "parquet_bytes"]


def need_pyarrow() -> None:
    """Refuse if Parquet cannot be written here, before any work is done.

    Raises
    ------
    UsageError
        If pyarrow is not installed.
    """
    if find_spec("pyarrow") is None:
        raise UsageError.of("extra_missing", package="pyarrow", extra="parquet")


def parquet_bytes(
    columns: Mapping[str, Column], about: Mapping[str, str], *, zone: str = "UTC"
) -> bytes:
    """Return a table as a Parquet file.

    Parameters
    ----------
    columns
        Columns of equal length.
    about
        Where the table comes from: goes into the file's metadata, each key after ``tongqu.``.
    zone
        Time zone in which instants are shown.

    Notes
    -----
    Each column carries its meaning as metadata, ``meaning``. NaN and no instant become null.

    Examples
    --------
    >>> import io
    >>> import numpy as np
    >>> import pyarrow.parquet as pq
    >>> from tongqu.sim.export import Column
    >>> part = {"wait_h": Column(np.array([1.5, np.nan]), "wait [h]")}
    >>> table = pq.read_table(io.BytesIO(parquet_bytes(part, {"seed": "7"})))
    >>> table["wait_h"].to_pylist(), table.schema.metadata[b"tongqu.seed"]
    ([1.5, None], b'7')
    """
    need_pyarrow()
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"O": pa.string(), "M": pa.timestamp("us", tz=zone), "b": pa.bool_(),
             "i": pa.int64(), "f": pa.float64()}  # fmt: skip
    fields, arrays = [], []
    for name, column in columns.items():
        kind = kinds[column.values.dtype.kind]
        fields.append(pa.field(name, kind, metadata={"meaning": column.meaning}))
        arrays.append(pa.array(column.values, type=kind, from_pandas=True))
    schema = pa.schema(fields, metadata={f"tongqu.{key}": text for key, text in about.items()})
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()
