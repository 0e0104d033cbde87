"""Phases at the controls: one is appended to a living organism, and it is seen to take hold."""

import re

import pytest
from browsing import (
    MARKS,
    bring_into_view,
    open_lab,
    press,
    run_id,
    stop,
    wait_for_step,
    wait_until_built,
)
from playwright.sync_api import expect

pytestmark = MARKS

SETTINGS = "[data-testid=stPopoverBody]"
LIVING = "/?preset=mnist15-quick&epochs=500"  # longer than it takes to append a phase
BATCHES = 240  # in an epoch of it


def status(page):
    return page.locator(".st-key-status")


def replicators(page) -> int:
    """Self-replicators at the shown step, as the store that all views draw from has them."""
    return page.evaluate(
        """async () => {
          const { storeOf } = await load("core/store.js");
          const { frames } = storeOf(new URLSearchParams(location.search).get("run"));
          return frames.at(-1).kinds[0];
        }"""
    )


def test_blue_turns_orange_once_the_task_is_frozen_and_the_border_stands_on_the_timeline(
    page, server
):
    open_lab(page, server + LIVING)
    expect(page.locator(".st-key-freeze_task button:visible")).to_be_disabled()
    press(page, "play")
    wait_for_step(page, 2 * BATCHES)
    before = replicators(page)
    press(page, "freeze_task")
    border = page.locator(".st-key-timeline .phases span")
    expect(border).to_have_text("replicate on")
    expect(status(page)).to_contain_text("phase 2 (replicate on)")
    expect(status(page)).to_contain_text("2,350 of 2,350 particles are self-replicators")
    assert before < 1500 < replicators(page) == 2350
    slider = page.locator(".st-key-timeline input[type=range]")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("phase 2: replicate on"))
    for chart in ("curves", "kinds"):
        bring_into_view(page, chart)
        expect(page.locator(f".panel.{chart} .annotation-text").first).to_have_text("replicate on")
    press(page, "task_only")
    expect(border).to_have_text(["replicate on", "task only, SGD 0.008"])
    stop(page)
    page.get_by_role("link", name="Cut", exact=False).last.click()
    page.wait_for_url("**/prune?**")
    page.wait_for_selector(".st-key-prune_by")
    wait_until_built(page)  # the Lab's view of the same name is gone
    bring_into_view(page, "kinds")
    expect(page.locator(".panel.kinds .annotation-text").first).to_have_text("replicate on")


def test_a_visitor_who_watches_a_finished_organism_sees_it_go_on(page, visit, server):
    open_lab(page, server + "/?preset=addition&epochs=2")
    press(page, "play")
    expect(status(page)).to_contain_text("Finished")
    other = visit()
    other.goto(f"{server}/?run={run_id(page)}")
    expect(status(other)).to_contain_text("Finished")
    press(page, "freeze_task")
    expect(status(other)).to_contain_text("phase 2 (replicate on)")
    expect(other.locator(".st-key-timeline .phases span")).to_have_text("replicate on")


EARLY_TIMERS = """
  const due = [];
  const { setInterval } = window;
  window.setInterval = (task, ...rest) => (due.push(task), setInterval(task, ...rest));
  addEventListener("click", () => due.forEach((task) => task()));
"""  # between a press and its report, where a busy browser may have them as well


def test_a_press_counts_once_though_a_timer_comes_between(visit, server):
    page = visit()
    page.add_init_script(EARLY_TIMERS)
    page.goto(server + "/?preset=addition")
    page.wait_for_selector(".orgnet[data-shown]")
    wait_until_built(page)
    page.locator("[data-testid=stPopoverButton]:visible").filter(has_text="tune").press("Enter")
    phases = page.locator("[class*=st-key-strip_] button")
    expect(phases).to_have_count(1)
    for count in (2, 3):
        page.locator(SETTINGS).get_by_role("button", name="Add").first.press("Enter")
        expect(phases).to_have_count(count)
        wait_until_built(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_schedule_is_built_on_any_screen(visit, server, width):
    page = visit(width)
    page.goto(server + "/?preset=addition")
    page.wait_for_selector(".orgnet[data-shown]")
    wait_until_built(page)
    page.locator("[data-testid=stPopoverButton]:visible").filter(has_text="tune").press("Enter")
    strip = page.locator("[class*=st-key-strip_]")
    page.locator(SETTINGS).get_by_role("button", name="Add").first.press("Enter")
    expect(strip).to_contain_text("2. 10 SR steps, SGD 0.004 · 60")
    wait_until_built(page)
    epochs = page.get_by_role("textbox", name="Epochs", exact=True)  # Streamlit hides that before
    epochs.fill("7")
    epochs.press("Enter")
    expect(strip).to_contain_text("2. 10 SR steps, SGD 0.004 · 7")
    wait_until_built(page)
    page.get_by_role("button", name="Earlier").first.press("Enter")
    expect(strip).to_contain_text("1. 10 SR steps, SGD 0.004 · 7")
    wait_until_built(page)
    before = run_id(page)
    page.get_by_role("button", name="Start new run").press("Enter")
    page.wait_for_url(lambda url: before not in url)
    expect(status(page)).to_contain_text("epoch 0 of 67, step 0, phase 1 (10 SR steps, SGD 0.004)")
