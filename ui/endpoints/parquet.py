"""Tables of the live views as Parquet: a page sends one as CSV and gets the same numbers back."""

import io

import pyarrow as pa
from pyarrow import csv
from pyarrow import parquet as pq
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ui.endpoints.refusals import refused

LARGEST = 32_000_000  # bytes of CSV
TYPES = {"whole": pa.int64(), "number": pa.float64(), "text": pa.string()}


def routes() -> list[Route]:
    return [Route("/parquet", convert, methods=["POST"])]


async def convert(request: Request) -> Response:
    """CSV in, Parquet out; `types` in the query names one of `TYPES` for each column, in order."""
    text = await _body(request)
    if text is None:
        sentence = (
            f"As CSV this table is larger than {LARGEST / 1e6:g} MB; filter it, or save it as CSV."
        )
        return refused(sentence, 413)
    try:
        types = request.query_params.get("types", "").split(",")
        data = await run_in_threadpool(parquet_of, text, types)
    except ValueError as error:
        return refused(str(error), 400)
    return Response(data, media_type="application/vnd.apache.parquet")


def parquet_of(text: bytes, types: list[str]) -> bytes:
    """The table in `text`, numbers as 64-bit floats that equal those read from the text.

    `types`: one of `TYPES` for each column. Raises ValueError with one sentence.
    """
    names = text.partition(b"\n")[0].decode(errors="replace").strip().split(",")
    if len(types) != len(names) or not set(types) <= TYPES.keys():
        raise ValueError(f"types must name one of {', '.join(TYPES)} for each column.")
    if len(set(names)) < len(names):
        raise ValueError("Each column needs a name of its own.")
    expected = dict(zip(names, (TYPES[each] for each in types), strict=True))
    try:
        table = csv.read_csv(
            io.BytesIO(text),
            read_options=csv.ReadOptions(use_threads=False),  # training needs the cores, too
            convert_options=csv.ConvertOptions(column_types=expected, null_values=[]),
        )
    except pa.ArrowInvalid as error:
        raise ValueError(f"This is not a CSV table: {error}.") from error
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


async def _body(request: Request) -> bytes | None:
    """All that was sent, or None if it is too much; then it is read all the same, so that the
    sender gets to hear the answer, but not kept.
    """
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size <= LARGEST:
            parts.append(part)
    return b"".join(parts) if size <= LARGEST else None
