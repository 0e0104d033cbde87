"""How boards and views behave whatever they show."""

from browsing import MARKS, open_lab, press
from playwright.sync_api import expect

pytestmark = MARKS

FLATTEN = ".orgnet .pixels .body { height: auto !important; }"


RESTS = """async () => {
  const source = [...document.scripts].find(({ src }) => src.includes("/organism/assets/")).src;
  const { storeOf } = await import(new URL("core/store.js", source));
  const store = storeOf(new URL(location).searchParams.get("run"));
  return store.state === "finished" && !store.following;
}"""


def test_a_board_asks_again_for_frames_when_the_page_is_run_again(page, server):
    """A run that was over may have been begun again, after a crash or an import say."""
    open_lab(page, f"{server}/?preset=addition&seed=5&epochs=2")
    press(page, "play")
    expect(page.locator(".st-key-status")).to_contain_text("Finished, epoch 2 of 2")
    page.wait_for_function(RESTS)
    with page.expect_request("**/frames?*"):
        press(page, "reproduce")
    page.wait_for_function(RESTS)


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
