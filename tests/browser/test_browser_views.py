"""How boards and views behave whatever they show."""

from browsing import MARKS, WAITING, open_lab, press, wait_for_frames
from playwright.sync_api import Route, expect

pytestmark = MARKS

FLATTEN = ".orgnet .pixels .body { height: auto !important; }"
RESTS = """async () => {
  const { storeOf } = await load("core/store.js");
  const store = storeOf(new URL(location).searchParams.get("run"));
  return store.frames.length > 0 && !store.following;
}"""


def as_if_over(route: Route) -> None:
    """An answer that says that no more frames will come."""
    answer = route.fetch()
    body = answer.body().replace(b'"more": true', b'"more":false')
    route.fulfill(response=answer, body=body)


def test_a_board_follows_a_run_again_that_it_took_to_be_over(page, server):
    """It may have been begun again, after a crash or an import say."""
    page.route("**/frames?*", as_if_over)
    open_lab(page, f"{server}/?preset=addition&seed=5&epochs=2")
    page.wait_for_function(RESTS)
    page.unroute_all(behavior="wait")
    with page.expect_request("**/frames?*"):
        press(page, "play")
    expect(page.locator(".st-key-status")).to_contain_text("Finished, epoch 2 of 2")
    wait_for_frames(page, 3)


def test_a_view_without_a_height_says_so(context, server):
    """Without one it could never be seen, nor be missed."""
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(error.message))
    open_lab(page, server + WAITING)
    assert not page.get_by_text("has no height").count()
    page.add_style_tag(content=FLATTEN)
    sentence = (
        "The view “pixels” has no height: export one from its module, or give .orgnet .pixels "
        ".body one in board.css."
    )
    expect(page.locator(".panel.pixels [role=alert]").last).to_have_text(sentence)
    assert errors == [sentence]
