"""The Teach page: every minute is planned, every link opens, the worksheet needs nothing else."""

import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest
from apps import alone, healthy, sentences

from orgnet_core.examples import RUNS
from ui.shared.addresses import PARAMETERS
from ui.shared.questions import QUESTIONS, result_sentence
from ui.teach.lessons import LESSONS
from ui.teach.plan import plan_html
from ui.teach.slides import slide_addresses
from ui.teach.worksheet import worksheet_html

STEPS = [(lesson, step) for lesson in LESSONS for step in lesson.steps]
ADDRESSES = [step.address for _, step in STEPS] + [*slide_addresses().values()]


def test_three_lessons_fill_their_minutes():
    assert [lesson.minutes for lesson in LESSONS] == [10, 45, 90]
    for lesson in LESSONS:
        assert sum(step.minutes for step in lesson.steps) == lesson.minutes
        assert any(step.question for step in lesson.steps)
        assert all(step.say for step in lesson.steps)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_link_opens_a_state_that_there_is(address, registry):
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    assert address.startswith("./") and query.keys() <= PARAMETERS.keys()
    assert parts.path in ("./", *(f"./{page}" for page in ("prune", "particle", "sweeps")), *LIGHT)
    if "question" in query:
        assert query["question"] in QUESTIONS
    if "run" in query:
        run = registry.get(query["run"])
        assert run is not None and query["run"] in RUNS
        [step] = re.findall(r"step=(\d+)", parts.fragment)
        assert int(step) in [snapshot.step for snapshot in run.snapshots]
        if "count" in query:
            at_end = run.latest.kinds["self_replicator"]
            assert int(query["count"]) == at_end
        if "particle" in query:
            assert int(query["particle"]) < run.config.organism.particles


LIGHT = ("./embed", "./questions")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_plan_is_a_table_of_its_steps(lesson):
    html = plan_html(lesson)
    assert html.count("<tr>") == len(lesson.steps) + 1
    assert html.count("<a href=") == len(lesson.steps)
    assert f"{lesson.minutes - lesson.steps[-1].minutes}–{lesson.minutes}" in html


def test_the_page_has_plans_slides_and_both_sheets(registry):
    page = healthy(alone("teach").run())
    assert LESSONS[0].goal in sentences(page)
    page.segmented_control(key="lesson").set_value(LESSONS[2].name).run()
    assert LESSONS[2].goal in sentences(healthy(page))
    keys = {each.proto.id.split("-")[-1] for each in page.get("download_button")}
    assert {"download_worksheet", "download_answers"} <= keys


class Loads(HTMLParser):
    """What a page would fetch."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("src", "href")]


@pytest.mark.parametrize("has_answers", [False, True])
def test_a_sheet_has_all_ten_questions_and_fetches_nothing(has_answers):
    sheet = worksheet_html(has_answers)
    loads = Loads()
    loads.feed(sheet)
    assert loads.found == ["data:,"] and "size: A4" in sheet
    assert not re.search(r"TITLE|LEAD|ITEMS", sheet)
    assert sheet.count("<h2>") == len(QUESTIONS)
    told = [result_sentence(name) for name in QUESTIONS]
    assert all((sentence.replace("'", "&#x27;") in sheet) == has_answers for sentence in told)
