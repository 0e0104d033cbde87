"""Lectures: who may move them, and what is refused."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ui.endpoints import lectures as endpoint
from ui.session.visitor import COOKIE
from ui.shared import lectures
from ui.shared.lectures import Asker, Lectures, LectureView, TooMany

VIEW = {"page": "lab", "run": "ab12", "particle": None, "step": 240, "selected": "0-44,90"}
VIEW |= {"cut": "by=kind&kinds=0_3", "question": None}
ROOT = "/organism/lectures"
HERE = Asker.of("", "127.0.0.1")


@pytest.fixture
def client(client, monkeypatch):
    monkeypatch.setattr(endpoint, "LECTURES", Lectures())
    return client


@pytest.fixture
def begun(client):
    answer = client.post(ROOT, json=VIEW)
    assert answer.status_code == 200
    return answer.json()


def put(client, begun, body, token=None):
    headers = {"X-Lecture-Token": begun["token"] if token is None else token}
    return client.put(f"{ROOT}/{begun['code']}", content=body, headers=headers)


def test_followers_see_what_the_lecturer_shows(client, begun):
    url = f"{ROOT}/{begun['code']}"
    assert re.fullmatch("[bcdfghjkmnpqrstvwxz]{6}", begun["code"])
    assert client.get(url).json() == VIEW | {"version": 0}
    moved = VIEW | {"page": "particle", "particle": 7, "step": None, "selected": ""}
    assert put(client, begun, json.dumps(moved)).status_code == 200
    assert client.get(url.upper().replace(ROOT.upper(), ROOT)).json() == moved | {"version": 1}
    assert begun["token"] not in client.get(url).text


@pytest.mark.parametrize("token", ["", "x", "ü".encode("latin-1")])
def test_nobody_without_the_token_moves_or_ends_a_lecture(client, begun, token):
    answer = put(client, begun, json.dumps(VIEW | {"step": 1}), token)
    assert answer.status_code == 403
    assert answer.json() == {"error": "Only the lecturer can move this lecture."}
    url, headers = f"{ROOT}/{begun['code']}", {"X-Lecture-Token": token}
    assert client.delete(url, headers=headers).status_code == 403
    assert client.get(url).json()["version"] == 0


def test_the_token_of_another_lecture_does_not_do(client, begun):
    other = client.post(ROOT, json=VIEW).json()
    assert put(client, begun, json.dumps(VIEW), other["token"]).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 20_000,
        json.dumps(VIEW | {"page": "../lab"}),
        json.dumps(VIEW | {"run": "<script>"}),
        json.dumps(VIEW | {"step": -1}),
        json.dumps(VIEW | {"step": "1"}),
        json.dumps(VIEW | {"step": 10**9}),
        json.dumps(VIEW | {"particle": 1.5}),
        json.dumps(VIEW | {"selected": "0-"}),
        json.dumps(VIEW | {"selected": "1,2\n"}),
        json.dumps(VIEW | {"selected": "1," * 10_001 + "1"}),
        json.dumps(VIEW | {"cut": "by=<script>"}),
        json.dumps(VIEW | {"cut": "x" * 8_001}),
        json.dumps(VIEW | {"question": "nothing"}),
        json.dumps(VIEW | {"question": 1}),
        json.dumps(VIEW | {"more": 1}),
    ],
)
def test_what_is_no_view_is_refused_with_a_sentence(client, begun, body):
    answer = put(client, begun, body)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(
        "A view is JSON of page (one of lab, particle, prune, compare, questions)"
    )
    assert client.post(ROOT, content=body).status_code == 400


def test_a_long_message_is_not_even_read(client, begun):
    answer = put(client, begun, b" " * (endpoint.LARGEST + 1))
    assert answer.status_code == 413
    assert answer.json() == {"error": "A view takes at most 32,000 bytes."}


def test_a_lecture_that_ended_is_gone(client, begun):
    url, headers = f"{ROOT}/{begun['code']}", {"X-Lecture-Token": begun["token"]}
    assert client.delete(url, headers=headers).status_code == 200
    assert client.get(url).status_code == 404
    assert put(client, begun, json.dumps(VIEW)).json()["error"].startswith("The lecture is over")


def test_there_are_only_so_many_lectures_and_forgotten_ones_make_room(client, begun, monkeypatch):
    monkeypatch.setattr(lectures, "MOST", 2)
    assert client.post(ROOT, json=VIEW).status_code == 200
    refused = client.post(ROOT, json=VIEW)
    assert refused.status_code == 503 and "try again later" in refused.json()["error"]
    endpoint.LECTURES.find(begun["code"], HERE).seen -= lectures.KEEP + 1
    assert client.post(ROOT, json=VIEW).status_code == 200
    assert client.get(f"{ROOT}/{begun['code']}").status_code == 404


def begin_as(client, visitor):
    client.cookies.set(COOKIE, visitor)
    return client.post(ROOT, json=VIEW)


def test_a_visitors_oldest_lecture_ends_when_they_begin_too_many(client):
    other = begin_as(client, "b" * 22).json()
    codes = [begin_as(client, "a" * 22).json()["code"] for _ in range(lectures.MOST_OF_VISITOR + 1)]
    found = [client.get(f"{ROOT}/{code}").status_code for code in (*codes, other["code"])]
    assert found == [404] + [200] * (lectures.MOST_OF_VISITOR + 1)


def test_without_a_cookie_too_many_are_refused_and_nobodys_ends(client, begun):
    answers = [client.post(ROOT, json=VIEW) for _ in range(lectures.MOST_OF_VISITOR)]
    assert [each.status_code for each in answers] == [200] * (lectures.MOST_OF_VISITOR - 1) + [429]
    assert "at most 5 lectures" in answers[-1].json()["error"]
    assert client.get(f"{ROOT}/{begun['code']}").status_code == 200


def test_from_one_address_not_all_lectures_are_begun_however_many_cookies_it_makes(client):
    made = [begin_as(client, f"{n:022}") for n in range(lectures.MOST_OF_ADDRESS + 1)]
    assert [each.status_code for each in made] == [200] * lectures.MOST_OF_ADDRESS + [429]
    elsewhere = Asker.of("c" * 22, "203.0.113.1")
    assert endpoint.LECTURES.begin(LectureView(**VIEW), elsewhere) is not None


CLASS = "203.0.113.7"  # an address that many share


@pytest.fixture
def guessed(monkeypatch):
    """Lectures at one of which a class looks, and in the same minute somebody has tried codes."""
    monkeypatch.setattr(lectures, "monotonic", lambda: 0.0)
    all_lectures = Lectures()
    codes = [all_lectures.begin(LectureView(**VIEW), HERE)[0] for _ in range(2)]
    assert all_lectures.find(codes[0], Asker.of("", CLASS)) is not None
    for n in range(lectures.MOST_GUESSES):
        assert all_lectures.find(f"{n:06}", Asker.of(f"{n:022}", CLASS)) is None
    return all_lectures, *codes


def test_who_tries_too_many_codes_finds_no_more_for_a_minute(guessed, monkeypatch):
    all_lectures, _, other = guessed
    for code in ("wrong1", other):
        with pytest.raises(TooMany, match="in a minute"):
            all_lectures.find(code, Asker.of("", CLASS))
    assert all_lectures.find(other, Asker.of("", "198.51.100.1")) is not None
    monkeypatch.setattr(lectures, "monotonic", lambda: 60.0)
    assert all_lectures.find(other, Asker.of("", CLASS)) is not None


def test_a_class_goes_on_following_whatever_somebody_beside_it_tries(guessed):
    all_lectures, followed, _ = guessed
    for phone in range(300):
        assert all_lectures.find(followed, Asker.of(f"{phone:022}", CLASS)) is not None
        assert all_lectures.find("000000", Asker.of(f"{phone:022}", CLASS)) is None, "as before"


def test_too_many_codes_are_refused_with_429(client, begun, monkeypatch):
    monkeypatch.setattr(lectures, "monotonic", lambda: 0.0)
    answers = [client.get(f"{ROOT}/{n:06}") for n in range(lectures.MOST_GUESSES + 1)]
    assert [each.status_code for each in answers] == [404] * lectures.MOST_GUESSES + [429]
    assert "in a minute" in answers[-1].json()["error"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("127.0.0.1", "::1", True),
        ("127.0.0.1", None, True),
        ("203.0.113.1", "203.0.113.2", False),
        ("unix:", "testclient", False),
    ],
)
def test_an_address_is_a_machines_or_of_ipv6_a_networks(one, other, same):
    assert (Asker.of("", one).address == Asker.of("", other).address) is same


def test_what_a_follower_fetches_is_small(client, begun):
    assert len(client.get(f"{ROOT}/{begun['code']}").content) < 200


@given(st.text(), st.text())
def test_any_text_is_a_view_or_refused_and_any_code_is_looked_up(text, code):
    try:
        view = LectureView(**VIEW | {"selected": text, "run": text or "x"})
    except ValidationError:
        pass
    else:
        assert set(view.selected) <= set("0123456789_,-")
    assert Lectures().find(code, HERE) is None


@given(st.sets(st.tuples(st.integers(0, 10**9 - 1), st.booleans())))
def test_every_list_of_numbers_and_ranges_is_a_selection(parts):
    written = ",".join(f"{low}-{low}" if wide else f"{low}" for low, wide in parts)
    assert LectureView(**VIEW | {"selected": written}).selected == written
