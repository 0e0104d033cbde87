"""All that a page shows at one time is of one recorded step, whatever is asked of it meanwhile.

WATCH looks in every animation frame at what has been painted: no view in sight, no sentence, no
timeline may be of another step than the board that it is in, nor the boards of the Lab of two; on
the Prune page, the scores are those of the map's step, unless that waits for the server.
"""

from browsing import (
    DRAWN,
    LASTING,
    MARKS,
    axis_range,
    bring_into_view,
    open_lab,
    press,
    stop,
    wait_for_frames,
    wait_until_built,
)
from playwright.sync_api import Page, expect

pytestmark = MARKS

WATCH = """async () => {
  const { storeOf } = await load("core/store.js");
  const { countOf, formatCount, formatNumber } = await load("core/format.js");
  const store = storeOf(new URL(location).searchParams.get("run"));
  const seen = { store, looks: 0, steps: new Set(), pictures: new Map(), faults: new Set() };
  window.watched = seen;

  const same = (what, found, wanted) => {
    if (found !== wanted) seen.faults.add(`${what}: ${found} beside ${wanted}`);
  };
  const isInSight = (element) => {
    const { top, bottom, height } = element.getBoundingClientRect();
    return height > 0 && bottom > 0 && top < innerHeight;
  };
  const sentence = (frame) => {
    const epoch = `Epoch ${frame.epoch % 1 ? frame.epoch.toFixed(2) : frame.epoch}: `;
    if (!frame.kinds[0]) return [epoch, "no particle is a self-replicator."];
    const scores = [frame.metric, frame.metric_without_replicators].map(formatNumber);
    const found = countOf(frame.kinds[0], "self-replicator");
    return [`${epoch}${found}`, scores.join(", without them ")];
  };
  const lookAt = (board) => {
    const step = Number(board.dataset.shown);
    const frame = store.frames.find((each) => each.step === step);
    seen.steps.add(step);
    const words = board.querySelector(".summary")?.textContent ?? "";
    const isTrue = sentence(frame).every((part) => words.includes(part));
    if (words && !isTrue) seen.faults.add(`${words} at step ${step}`);
    for (const panel of board.querySelectorAll(".panel")) {
      const body = panel.querySelector(".body");
      if (!isInSight(body) || getComputedStyle(body).opacity === "0") continue;
      same(panel.className, panel.dataset.shown, board.dataset.shown);
      const map = panel.querySelector("canvas.map");
      if (map) {
        const spoken = ` epoch ${Math.floor(frame.epoch)}: ${frame.kinds[0]} self-replicators`;
        same("map", map.getAttribute("aria-label").split(",")[1], spoken);
        seen.pictures.set(step, (seen.pictures.get(step) ?? new Set()).add(map.toDataURL()));
      }
      const time = panel.querySelector(".timeline-bar > output");
      if (time) same("timeline", time.textContent.split("step ")[1], formatCount(step));
    }
  };
  const look = () => {
    const boards = [...document.querySelectorAll(".orgnet[data-shown]")];
    boards.forEach(lookAt);
    const shown = new Set(boards.map((board) => board.dataset.shown));
    if (location.pathname === "/") same("steps", shown.size, 1);
    const scores = document.querySelectorAll(".st-key-prune_result [data-testid=stMetricValue]");
    const map = document.querySelector(".orgnet:not(.waiting) .panel.map");
    const frame = store.frames.find((each) => each.step === Number(map?.dataset.shown));
    if (scores.length && frame) same("score", scores[0].innerText, frame.metric.toFixed(3));
    seen.looks += 1;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""

# Here and there by the timeline, sometimes twice before the next picture, and to other views.
MOVE = """async (moves) => {
  const slider = document.querySelector(".st-key-timeline input");
  const views = [...document.querySelectorAll(".panel .body")];
  for (const [i, position] of moves.entries()) {
    slider.value = position;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    if (i % 5 === 0) views[i % views.length].scrollIntoView();
    if (i % 3) await new Promise(requestAnimationFrame);
  }
}"""

JUMP = """async (times) => {
  const views = [...document.querySelectorAll(".panel .body")];
  for (let i = 0; i < times; i++) {
    views[(3 * i) % views.length].scrollIntoView();
    for (let j = 0; j < 4; j++) await new Promise(requestAnimationFrame);
  }
}"""

SEEN = """() => {
  const { looks, steps, pictures, faults } = window.watched;
  const drawn = [...pictures.values()].map((each) => each.size);
  return { looks, steps: steps.size, most: Math.max(...drawn), faults: [...faults].slice(0, 5) };
}"""


def moves(frames: int, count: int) -> list[int]:
    """Positions of the timeline, far apart."""
    return [17 * i % frames for i in range(count)]


def expect_one_step(page: Page, least: int) -> None:
    """Nothing was amiss while so many steps or more were seen, each with one picture of the map."""
    seen = page.evaluate(SEEN)
    assert seen["faults"] == []
    assert seen["most"] == 1, "one step was drawn in two ways"
    assert seen["steps"] >= least and seen["looks"] > least


def test_a_quick_hand_on_the_timeline_never_parts_views_and_sentence(page, grown_lab):
    page.goto(grown_lab)
    page.wait_for_selector(DRAWN)
    wait_until_built(page)
    page.evaluate(WATCH)
    slider = page.wait_for_selector(".st-key-timeline input[max]")
    frames = int(slider.get_attribute("max")) + 1
    page.evaluate(MOVE, moves(frames, 150))
    page.get_by_role("button", name="Back to live").click()
    expect(page.locator(".st-key-timeline output")).to_contain_text("latest")
    expect_one_step(page, least=20)


def test_growth_never_parts_views_and_sentence_wherever_one_looks(page, server):
    open_lab(page, server + LASTING)
    wait_until_built(page)
    page.evaluate(WATCH)
    press(page, "play")
    page.evaluate(JUMP, 30)
    wait_for_frames(page, 36)
    page.evaluate(JUMP, 10)
    stop(page)
    expect_one_step(page, least=4)


SETTLED = """position => {
  const step = String(window.watched.store.frames[position].step);
  const panels = [...document.querySelectorAll(".panel:is(.map, .timeline)")];
  const isWaiting = document.querySelector(".orgnet.waiting");
  return !isWaiting && panels.every((panel) => panel.dataset.shown === step);
}"""


def test_what_a_cut_costs_is_said_of_the_step_on_the_map(page, grown_lab):
    """The map's sentence is recorded, the scores are found now: of one step, they agree."""
    page.goto(grown_lab.replace("/?", "/prune?") + "&by=kind")
    result, summary = page.locator(".st-key-prune_result"), page.locator(".summary")
    expect(result).to_contain_text(", 0 others")
    page.wait_for_selector(".panel.map[data-shown]")
    wait_until_built(page)
    page.evaluate(WATCH)
    last = int(page.wait_for_selector(".st-key-timeline input[max]").get_attribute("max"))
    for position in (last - 2, 5, last - 1, 20, last):
        page.locator(".st-key-timeline input").fill(str(position))
        page.wait_for_function(SETTLED, arg=position)
        before, after = result.locator("[data-testid=stMetricValue]").all_inner_texts()[:2]
        if position >= last - 2:  # when some replicate
            expect(summary).to_contain_text(f"accuracy {before}, without them {after}.")
    assert page.evaluate(SEEN)["faults"] == []
    curve_leads_to_a_step(page)


COSTLIEST = """() => {
  const { frames, shown } = window.watched.store;
  const costs = frames.map((frame) => frame.metric - frame.metric_without_replicators);
  return costs[shown] === Math.max(...costs);
}"""


def curve_leads_to_a_step(page: Page) -> None:
    """The button below the pointer or the keyboard leads to the costliest, a click to any."""
    bring_into_view(page, "kinds")  # only what is near the screen is drawn
    page.get_by_role("button", name="Largest drop").press("Enter")
    page.wait_for_function(COSTLIEST)
    page.locator(".st-key-timeline input").fill("5")
    chart = page.locator(".panel.kinds .nsewdrag").last
    room, (low, high) = chart.bounding_box(), axis_range(page, ".panel.kinds")
    last = page.evaluate("() => window.watched.store.frames.at(-1).epoch")
    along = (last - low) / (high - low)  # an axis is as long as the whole schedule
    place = {"x": along * room["width"] - 1, "y": room["height"] - 3}
    chart.hover(position=place)
    page.locator(".panel.kinds .hoverlayer .hovertext").first.wait_for()
    chart.click(position=place)
    page.wait_for_function("() => window.watched.store.shown > 5")
