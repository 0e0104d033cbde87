"""How boards and views behave whatever they show."""

from browsing import MARKS, open_lab
from playwright.sync_api import expect

pytestmark = MARKS

FLATTEN = ".orgnet .pixels .body { height: auto !important; }"


def test_a_view_without_a_height_says_so(context, server):
    """Without one it could never be seen, nor be missed."""
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(error.message))
    open_lab(page, server)
    assert not page.get_by_text("has no height").count()
    page.add_style_tag(content=FLATTEN)
    sentence = (
        "The view “pixels” has no height: export one from its module, or give .orgnet .pixels "
        ".body one in board.css."
    )
    expect(page.locator(".panel.pixels [role=alert]").last).to_have_text(sentence)
    assert errors == [sentence]
