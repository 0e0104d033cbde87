"""The attack on a real server, in short; all of it is `make hostile-test`."""

import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from scripts.hostile import messages
from scripts.hostile.__main__ import attack
from scripts.hostile.requests import problem, requests
from scripts.hostile.words import ROOT, faults
from scripts.serving import serving


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with serving(home, is_attacked=True, slots=1, unwatched_pause=600) as server:
        yield server


def test_a_server_under_attack_tells_nothing_fails_nowhere_and_changes_nobodys_run(server):
    done = asyncio.run(attack(server, seed=2, seconds=15))
    assert {name: findings for name, (_, findings) in done.items() if findings} == {}
    assert all(count for count, _ in done.values())
    assert not [*faults((server.home / "server.log").read_text())]


def test_a_secret_in_a_message_would_be_found(server):
    async def told(*secrets: str) -> list[str]:
        async with messages.Attacker(server.url, *secrets) as attacker:
            await attacker.visit("preset=addition")
        return attacker.told

    assert asyncio.run(told("self-replicators")), "which every Lab shows"
    assert not asyncio.run(told("abcdefghijklmnopqrstuv"))


@pytest.mark.parametrize("origin", ["http://127.0.0.1:9615", "http://evil.example", "null"])
def test_a_page_of_another_port_or_site_cannot_open_the_stream(server, origin):
    async def open_stream() -> None:
        async with connect(server.url.replace("http", "ws") + "/_stcore/stream", origin=origin):
            pass

    with pytest.raises(InvalidStatus) as refused:
        asyncio.run(open_stream())
    assert refused.value.response.status_code == 403
    assert b"another site" in refused.value.response.body


def test_the_whole_attack_is_large_and_by_its_seed_always_the_same():
    sent = [*requests(1, "127.0.0.1:1", "abcd1234")]
    assert len(sent) + len([*messages.addresses(1)]) >= 800
    assert sent == [*requests(1, "127.0.0.1:1", "abcd1234")]
    assert sent != [*requests(2, "127.0.0.1:1", "abcd1234")]


TRACEBACK = """2026 something failed
Traceback (most recent call last):
  File "{root}/pages/lab.py", line 1, in <module>
  File "{last}", line 2, in f
    x
KeyError: 'none'
"""


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (b"HTTP/1.1 500 Internal Server Error\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\n\r\nTraceback (most", True),
        (f"HTTP/1.1 404 No\r\n\r\n{ROOT}/x".encode(), True),
        (b"HTTP/1.1 200 OK\r\n\r\nthe-secret", True),
        (b"HTTP/1.1 404 Not Found\r\n\r\nnot here", False),
        (b"", False),
    ],
)
def test_an_answer_that_fails_or_tells_too_much_is_found(answer, found):
    assert (problem(answer, "the-secret") is not None) is found


def test_of_tracebacks_in_the_log_those_count_in_which_our_own_code_failed():
    ours = TRACEBACK.format(root=ROOT, last=f"{ROOT}/ui/x.py")
    assert [*faults(ours)] == [f"File \"{ROOT}/ui/x.py\", line 2, in f: KeyError: 'none'"]
    assert not [*faults(TRACEBACK.format(root=ROOT, last=f"{ROOT}/.venv/lib/streamlit/x.py"))]
