"""Votes of a lecture: counted exactly, one each, by followers alone, until they are closed."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from helpers import addition, left_growing

from orgnet_core.errors import LabError
from scripts import hall_test
from scripts.phone import Hall, Phone
from scripts.serving import serving
from ui.endpoints import events
from ui.endpoints import lectures as endpoint
from ui.endpoints import polls as endpoints
from ui.session.visitor import COOKIE
from ui.shared import polls
from ui.shared.lectures import Lectures, LectureView
from ui.shared.polls import Polls, PollState
from ui.shared.questions import QUESTIONS, result_sentence

ROOT = "/organism/lectures"
ASKED = {"page": "questions", "run": "", "question": "useless"}


@pytest.fixture
def asked() -> Polls:
    found = Polls()
    found.ask("useless", 3)
    return found


def followers(found: Polls, count: int, address: str = "") -> list[str]:
    names = [f"{address}-{number}" for number in range(count)]
    for name in names:
        found.join(name, address)
    return names


def test_votes_from_many_threads_are_counted_exactly_and_the_last_one_counts(asked):
    names, last = followers(asked, 400), {}
    draw = Random(7)
    chosen = {name: [draw.randrange(3) for _ in range(5)] for name in names}

    def vote(name: str) -> None:
        for option in chosen[name]:
            asked.vote("useless", option, name)
            last[name] = option

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(vote, names))
    counted = asked.counts("useless")
    assert counted.votes == [list(last.values()).count(option) for option in range(3)]
    assert sum(counted.votes) == counted.followers == 400
    assert last == {name: options[-1] for name, options in chosen.items()}


def test_a_closed_vote_takes_none_and_goes_on_when_it_is_opened_again(asked):
    one, other = followers(asked, 2)
    asked.vote("useless", 1, one)
    asked.set_state("useless", PollState.CLOSED)
    for name in (one, other):
        with pytest.raises(LabError, match="is closed"):
            asked.vote("useless", 2, name)
    asked.set_state("useless", PollState.OPEN)
    asked.vote("useless", 2, other)
    asked.set_state("useless", PollState.REVEALED)
    with pytest.raises(LabError, match="stays closed"):
        asked.set_state("useless", PollState.OPEN)
    assert asked.counts("useless") == (PollState.REVEALED, [0, 1, 1], 2)


def test_a_question_keeps_its_votes_when_another_one_is_asked(asked):
    [one] = followers(asked, 1)
    asked.vote("useless", 0, one)
    asked.ask("place", 3)
    asked.vote("place", 2, one)
    asked.ask("useless", 3)
    assert asked.counts("useless").votes == [1, 0, 0]
    assert asked.counts("place").votes == [0, 0, 1]
    assert asked.counts("floor") is None


def test_only_so_many_followers_vote_in_all_and_from_one_address(asked, monkeypatch):
    monkeypatch.setattr(polls, "MOST_FOLLOWERS", 5)
    monkeypatch.setattr(polls, "MOST_OF_ADDRESS", 3)
    names = [*followers(asked, 4, "hall"), *followers(asked, 4, "home")]
    votes = []
    for name in names:
        try:
            asked.vote("useless", 0, name)
            votes.append(name)
        except LabError as error:
            assert "at most 5 may, from one address 3" in str(error)
    assert votes == ["hall-0", "hall-1", "hall-2", "home-0", "home-1"]
    asked.join("hall-0", "hall")  # who is there already is counted once
    assert asked.counts("useless") == (PollState.OPEN, [5, 0, 0], 5)


# Over HTTP.


@pytest.fixture
def client(client, monkeypatch):
    fresh = Lectures()
    for module in (endpoint, events):
        monkeypatch.setattr(module, "LECTURES", fresh)
    return client


@pytest.fixture
def begun(client):
    return client.post(ROOT, json=ASKED).json()


def url(begun, part=""):
    return f"{ROOT}/{begun['code']}{part}"


def follow(client, begun, visitor="v"):
    client.cookies.set(COOKIE, visitor * 22)
    return client.get(url(begun))


def vote(client, begun, option=1, question="useless", **more):
    return client.post(url(begun, "/vote"), json={"question": question, "option": option, **more})


def own(begun):
    return {"X-Lecture-Token": begun["token"]}


def counts(client, begun):
    return client.get(url(begun, "/poll"), headers=own(begun)).json()


def change(client, begun, state, question="useless"):
    body = {"question": question, "state": state}
    return client.put(url(begun, "/poll"), json=body, headers=own(begun))


def test_a_follower_votes_once_however_often(client, begun):
    for visitor in "ab":
        assert follow(client, begun, visitor).json()["question"] == "useless"
        for option in (0, 2, 1):
            assert vote(client, begun, option).json() == {"option": option}
    assert counts(client, begun) == {
        "question": "useless",
        "state": "open",
        "votes": [0, 2, 0],
        "followers": 2,
    }


def test_who_does_not_follow_or_keeps_no_cookie_has_no_vote(client, begun):
    assert vote(client, begun).json() == {"error": endpoints.NO_COOKIE}
    client.cookies.set(COOKIE, "x" * 22)
    refused = vote(client, begun)
    assert refused.status_code == 409 and "open the lecture's link first" in refused.text
    assert counts(client, begun)["votes"] == [0, 0, 0]


def test_a_vote_after_closing_is_refused_with_one_sentence(client, begun):
    follow(client, begun)
    assert vote(client, begun, 0).status_code == 200
    assert change(client, begun, "closed").json() == {}
    refused = vote(client, begun, 1)
    assert refused.status_code == 409
    assert refused.json() == {"error": "The vote on this question is closed."}
    assert counts(client, begun)["votes"] == [1, 0, 0]


WRONG = (b'"1"}', b"-1}", b"1.5}", b'1, "more": 1}')  # options


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"null", b'{"question": "useless"}', b'{"question": 7, "option": 1}'),
        *(b'{"question": "useless", "option": ' + wrong for wrong in WRONG),
    ],
)
def test_what_is_no_vote_is_refused(client, begun, body):
    follow(client, begun)
    refused = client.post(url(begun, "/vote"), content=body)
    assert refused.status_code == 400 and refused.json()["error"].startswith("A vote is JSON")
    assert counts(client, begun)["votes"] == [0, 0, 0]


def test_a_long_message_an_option_and_a_question_that_there_are_not_are_refused(client, begun):
    follow(client, begun)
    assert client.post(url(begun, "/vote"), content=b" " * 201).status_code == 413
    assert vote(client, begun, 3).json() == {"error": "This question has the options 0 to 2."}
    assert "has not asked that" in vote(client, begun, 0, question="place").text
    assert "has not asked that" in change(client, begun, "closed", question="place").text
    assert change(client, begun, "undone").status_code == 400


def test_nobody_but_the_lecturer_sees_counts_closes_or_shows(client, begun):
    wrong = {"X-Lecture-Token": "x"}
    assert client.get(url(begun, "/poll"), headers=wrong).status_code == 403
    body = {"question": "useless", "state": "revealed"}
    assert client.put(url(begun, "/poll"), json=body, headers=wrong).status_code == 403
    assert counts(client, begun)["state"] == "open"
    client.put(url(begun), json={"page": "lab", "run": "ab12"}, headers=own(begun))
    assert "shows no question" in client.get(url(begun, "/poll"), headers=own(begun)).text


def lecture_of(begun):
    return endpoint.LECTURES.find(begun["code"], endpoint.Asker.of("", None))


def test_phones_are_told_no_counts_before_the_result(client, begun):
    follow(client, begun)
    vote(client, begun, 2)
    lecture = lecture_of(begun)
    told = endpoints.poll_of(lecture, "useless")
    words = QUESTIONS["useless"]
    shown = {"question": "useless", "asks": words.asks, "options": words.options}
    assert told == shown | {"state": "open"}
    change(client, begun, "revealed")
    told = json.loads(json.dumps(endpoints.poll_of(lecture, "useless")))
    assert told["votes"] == [0, 0, 1] and told["right"] == words.right
    assert result_sentence("useless") in told["sentence"]
    assert endpoints.poll_of(lecture, None) is None


def test_phones_that_vote_at_once_on_a_real_server_are_all_counted_and_shown(tmp_path, monkeypatch):
    """As in `make hall-test`, with fewer of them: some change their minds."""
    monkeypatch.setattr(hall_test, "BALLOT", 0.5)

    async def hall(url: str, run: str) -> tuple[bool, list[Phone]]:
        hall = await Hall.of(url, run)
        phones = [Phone(hall) for _ in range(24)]
        await asyncio.gather(*(phone.open() for phone in phones))
        is_counted = await hall_test.ballot(hall, phones)
        await asyncio.gather(*(phone.close() for phone in phones))
        await hall.close()
        return is_counted, phones

    with serving(tmp_path, slots=1) as server:
        run = left_growing(tmp_path, addition(epochs=1), 10)
        is_counted, phones = asyncio.run(hall(server.url, run))
    assert is_counted and [len(phone.votes) for phone in phones] == [2, 1, 1] * 8
    assert all(len(phone.results) == 1 for phone in phones)


def test_a_view_asks_one_of_the_ten_or_none():
    assert LectureView(page="lab", run="ab12").question is None
    with pytest.raises(ValueError, match="question"):
        LectureView(page="questions", run="", question="nothing")


def qr(client, link):
    return client.get("/organism/qr", params={"link": link})


def test_a_followers_link_is_drawn_as_a_qr_code_and_nothing_else(client, begun):
    link = f"https://lab.example.org/course/follow?lecture={begun['code']}"
    answer = qr(client, link)
    assert answer.status_code == 200 and answer.headers["content-type"] == "image/svg+xml"
    assert modules(answer.text) == modules_of(link)
    for other in ("", link + "x", link.replace("follow", "lab"), "javascript:alert(1)", "x" * 400):
        assert qr(client, other).status_code == 400


def modules(svg: str) -> set[tuple[int, int]]:
    """Which dark squares the picture's one path draws, as (row, column)."""
    import re

    path = re.search(r'stroke="#000" d="([^"]+)"', svg)[1]
    found, x, y = set(), 0.0, 0.0
    for command, numbers in re.findall(r"([MmhH])([^MmhH]*)", path):
        values = [float(each) for each in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            found |= {(int(y), int(x) + k) for k in range(int(values[0]))}
            x += values[0]
    return found


def modules_of(link: str) -> set[tuple[int, int]]:
    import segno

    matrix = segno.make(link, error="m", micro=False).matrix
    return {
        (row + 4, column + 4)
        for row, line in enumerate(matrix)
        for column, dark in enumerate(line)
        if dark
    }
