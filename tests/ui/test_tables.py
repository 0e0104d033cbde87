"""Tables on pages; what they look like on a phone is seen in tests/browser."""

import re

from streamlit.testing.v1 import AppTest


def drawn(count: int) -> AppTest:
    def page(count: int) -> None:
        from ui.shared.tables import show_table

        heads = ["l1 → l2", 'said "so"', "a\\b", "</style>", "last"]
        show_table({head: ["x"] for head in heads[:count]}, "some")

    return AppTest.from_function(page, kwargs={"count": count}).run()


def styles(app: AppTest) -> list[str]:
    return [each.proto.body for each in app.get("html")]


def test_a_wide_table_gives_each_cell_its_head_for_a_phone():
    app = drawn(5)
    assert not app.exception and len(app.table[0].value.columns) == 5
    [style] = styles(app)
    assert re.fullmatch("<style>[^<]*</style>", style), "no head ends the style"
    heads = re.findall(r"nth-child\((\d)\)::before{--head:(\".*?\")}", style)
    assert [number for number, _ in heads] == [*"12345"]
    assert [head for _, head in heads] == [
        '"l1 → l2"', '"said \\"so\\""', '"a\\\\b"', '"\\3c /style>"', '"last"',
    ]  # fmt: skip


def test_a_narrow_table_stays_a_table():
    app = drawn(4)
    assert len(app.table[0].value.columns) == 4 and not styles(app)
