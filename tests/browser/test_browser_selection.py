"""Selecting particles in any view selects them in every view, and they stay selected."""

from browsing import (
    LASTING,
    MARKS,
    bring_into_view,
    open_lab,
    picture,
    press,
    scroll_to,
    step,
    stop,
    wait_for_another,
    wait_for_ticks,
    wait_until_built,
    wait_until_still,
)
from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

pytestmark = MARKS

# What the page's own store holds: the one place that every view draws from.
SELECTED = """async () => {
  const { storeOf } = await load("core/store.js");
  const run = new URL(location).searchParams.get("run");
  return [...storeOf(run).selection].sort((a, b) => a - b);
}"""


def selected(page: Page) -> list[int]:
    return page.evaluate(SELECTED)


def drag(page: Page, view: str, corners: list[tuple[float, float]]) -> None:
    """Drag along the corners, given as shares of the view's width and height."""
    bring_into_view(page, view)
    box = wait_until_still(page, f".{view} .body")
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=4)
    page.mouse.up()


def test_a_lasso_in_the_plane_marks_the_same_particles_in_map_and_table(page, server):
    open_lab(page, server + LASTING)
    press(page, "play")
    wait_for_ticks(page, 2)
    whole = picture(page, "canvas.map")
    page.get_by_role("button", name="Lasso").click()
    drag(page, "plane", [(0.5, 0.3), (0.6, 0.3), (0.6, 0.6), (0.5, 0.6), (0.5, 0.3)])
    wait_for_another(page, "canvas.map", whole)
    chosen = selected(page)
    assert 0 < len(chosen) < 1200
    assert in_table(page) == chosen
    wait_for_ticks(page, 3)
    assert selected(page) == chosen
    assert in_table(page) == chosen
    stop(page)
    page.get_by_role("link", name="Prune").click()
    page.get_by_text("By hand", exact=True).click()
    expect(page.locator(".st-key-prune_result")).to_contain_text(f"Cut {len(chosen):,} of 1,200")
    page.get_by_role("link", name="Lab").click()
    expect(page.get_by_label("select particles")).to_contain_text(f"{len(chosen):,} selected")
    wait_until_built(page)
    assert in_table(page) == chosen


READ_CHOSEN = """async rows => {
    const found = new Set();
    for (let top = 0; top < rows.scrollHeight; top += rows.clientHeight - 44) {  // below its head
        rows.scrollTo(0, top);
        await new Promise(requestAnimationFrame);  // by when it was heard of, and the rows written
        for (const number of rows.querySelectorAll("tr.chosen td:first-child"))
            found.add(Number(number.textContent));
    }
    return [...found].sort((one, other) => one - other);
}"""


def in_table(page: Page) -> list[int]:
    """Numbers of the particles that the table marks as selected, read off its rows."""
    table = page.locator(".table")
    scroll_to(table.locator(".body"))
    table.get_by_label("filter of the rows").fill("selected = 1")
    expect(table.locator(".bar output")).to_have_text(f"{len(selected(page)):,} of 1,200 rows")
    return table.locator(".rows").evaluate(READ_CHOSEN)


def test_a_box_selects_in_every_view_and_a_drag_with_the_click_tool_nothing(page, grown_lab):
    open_lab(page, grown_lab)
    drag(page, "map", [(0.1, 0.3), (0.4, 0.7)])
    assert selected(page) == []
    page.get_by_role("button", name="Box").click()
    for view in ("map", "plane", "connectivity", "lifelines", "response"):
        page.get_by_label("select particles").select_option("clear")
        drag(page, view, [(0.15, 0.3), (0.5, 0.7)])
        first = selected(page)
        assert 0 < len(first) < 1200, view
        if view == "response":
            continue  # which shows the selected particles only: there are no others to add
        page.keyboard.down("Shift")
        drag(page, view, [(0.4, 0.2), (0.75, 0.75)])
        page.keyboard.up("Shift")
        assert set(first) < set(selected(page)), view
        page.get_by_label("select particles").select_option("undo")
        assert selected(page) == first, view


def test_a_selected_particle_is_looked_into_from_its_card(page, grown_lab):
    open_lab(page, grown_lab)
    page.locator("canvas.map").click(position={"x": 50, "y": 60})
    (number,) = selected(page)
    card = page.get_by_role("button", name=f"Look inside particle {number}")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.locator("canvas.map").click(position={"x": 50, "y": 60})
    page.locator("canvas.map").click(position={"x": 50, "y": 60})
    shown = step(page)
    card.click()
    page.wait_for_url(f"**/particle?*particle={number}*")
    expect(page.locator(".inner .under")).to_contain_text("weights, the largest")
    assert step(page) == shown
    page.get_by_role("link", name="Lab").click()
    expect(page.get_by_label("select particles")).to_contain_text("1 selected")


BUILDING = """state => {
  document.querySelector("[data-testid=stApp]").dataset.testScriptState = state;
}"""
COUNT_LOOKS = """() => {
  const { querySelector } = document;
  window.looks = 0;
  document.querySelector = (place) => {
    window.looks += place === "[data-testid=stApp]";
    return querySelector.call(document, place);
  };
}"""


def test_what_a_board_tells_the_server_waits_until_the_page_is_built(page, server):
    """Told earlier, Streamlit would lose elements of a page with a fragment inside another."""
    sockets, told = [], []

    def listen(socket):
        if "_stcore" in socket.url:
            sockets.append(socket)
            socket.on("framesent", lambda data: told.append(is_told(data)))

    page.on("websocket", listen)
    open_lab(page, f"{server}/?preset=addition")
    page.get_by_role("link", name="Prune").click()
    expect(page.locator(".st-key-prune_result")).to_be_visible()
    bring_into_view(page, "map")
    wait_until_built(page)
    told.clear()
    page.evaluate(COUNT_LOOKS)
    page.evaluate(BUILDING, "running")
    page.get_by_label("select particles").select_option("layer 1")
    page.wait_for_function("() => window.looks > 3")
    assert not any(told)
    with sockets[-1].expect_event("framesent", is_told):
        page.evaluate(BUILDING, "notRunning")


def is_told(data: bytes) -> bool:
    """Whether the page asks for a fragment for another reason than that its time has come."""
    asked = BackMsg.FromString(data).rerun_script
    return bool(asked.fragment_id) and not asked.is_auto_rerun
