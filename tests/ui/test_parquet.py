"""Tables as Parquet: what comes back holds the numbers that were sent, or says why not."""

import io
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet as pq

from ui.endpoints import parquet

TABLE = "particle,kind,weight\n0,other,0.5\n1,zero,-1e-45\n2,self-replicator,NaN\n"
TYPES = "whole,text,number"


def sent(client, text, types=TYPES):
    return client.post("/organism/parquet", params={"types": types}, content=text)


def read(data: bytes):
    return pq.read_table(io.BytesIO(data))


def test_a_table_comes_back_with_its_columns_and_types(client):
    answer = sent(client, TABLE)
    assert answer.status_code == 200
    table = read(answer.content)
    assert [str(field.type) for field in table.schema] == ["int64", "string", "double"]
    assert table["particle"].to_pylist() == [0, 1, 2]
    assert table["kind"].to_pylist() == ["other", "zero", "self-replicator"]
    first, second, third = table["weight"].to_pylist()
    assert (first, second) == (0.5, -1e-45) and math.isnan(third), "not a number is not nothing"


def test_a_table_without_rows_keeps_its_types(client):
    table = read(sent(client, TABLE.partition("\n")[0] + "\n").content)
    assert table.num_rows == 0
    assert [str(field.type) for field in table.schema] == ["int64", "string", "double"]


@given(st.lists(st.floats(allow_nan=False), min_size=1))
def test_every_double_makes_the_round_trip_bit_for_bit(values):
    text = "x\n" + "".join(f"{value!r}\n" for value in values)
    found = read(parquet.parquet_of(text.encode(), ["number"]))["x"].to_numpy()
    assert found.tobytes() == np.array(values).tobytes()


@given(st.lists(st.floats(width=32, allow_nan=False), min_size=1))
def test_every_single_written_as_a_double_is_that_single_again(values):
    text = "x\n" + "".join(f"{value!r}\n" for value in values)
    found = read(parquet.parquet_of(text.encode(), ["number"]))["x"].to_numpy()
    assert found.astype(np.float32).tobytes() == np.array(values, np.float32).tobytes()


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_a_page_writes_for_no_finite_number_is_read(word):
    (found,) = read(parquet.parquet_of(f"x\n{word}\n".encode(), ["number"]))["x"].to_pylist()
    assert repr(found) == repr(float(word))


@pytest.mark.parametrize(
    ("text", "types", "words"),
    [
        (TABLE, "", "types must name one of whole, number, text for each column."),
        (TABLE, "whole,text", "types must name one of whole, number, text for each column."),
        (TABLE, "whole,text,float", "types must name one of whole, number, text for each column."),
        ("", TYPES, "types must name one of whole, number, text for each column."),
        ("", "text", "This is not a CSV table"),
        ("x,x\n1,2\n", "whole,whole", "Each column needs a name of its own."),
        (TABLE + "3,other,much\n", TYPES, "This is not a CSV table"),
        (TABLE + "3.5,other,1\n", TYPES, "This is not a CSV table"),
        (TABLE + "3,other\n", TYPES, "This is not a CSV table"),
        (TABLE.encode() + b"3,\xff,1\n", TYPES, "This is not a CSV table"),
    ],
)
def test_a_bad_table_is_refused_with_a_sentence(client, text, types, words):
    answer = sent(client, text, types)
    assert answer.status_code == 400
    assert words in answer.json()["error"]


def test_too_large_a_table_is_refused_with_what_to_do(client, monkeypatch):
    monkeypatch.setattr(parquet, "LARGEST", len(TABLE))
    assert sent(client, TABLE).status_code == 200
    answer = sent(client, TABLE + "3,other,1\n")
    assert answer.status_code == 413
    assert "filter it, or save it as CSV" in answer.json()["error"]


def test_only_sending_makes_a_table(client):
    assert client.get("/organism/parquet").status_code == 405
