"""A store that breaks under a real server: one sentence everywhere, no place of the server's."""

import asyncio
import json
import os
from contextlib import closing
from dataclasses import replace
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from helpers import SHORT, left_growing, strict_json
from mounts import read_only
from starlette.testclient import TestClient

from orgnet_core.runs.store import Store, StoreError
from orgnet_core.training import Trainer
from scripts.serving import Server, serving
from scripts.visitor import Visitor
from ui.shared import registry as shared
from ui.shared.health import health


def asked(server: Server, address: str) -> tuple[int, dict]:
    try:
        with urlopen(server.url + address, timeout=60) as answer:
            return answer.status, strict_json(answer.read().decode(errors="replace"))
    except HTTPError as error:
        return error.code, strict_json(error.read())


def said(server: Server, query: str = "", page: str = "") -> list[str]:
    """What a page says went wrong."""

    async def visit() -> list[str]:
        async with Visitor(server.url) as visitor:
            await visitor.visit(query, page)
            return visitor.errors

    return asyncio.run(visit())


def damage(path) -> None:
    """Nonsense in every page, the first included, while others have the file open."""
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))


def test_a_file_damaged_under_the_server_is_one_sentence_in_every_page_and_address(tmp_path):
    run, answers, pages = left_growing(tmp_path, SHORT, 0), [], []
    with closing(Store(tmp_path)) as store:
        record, first = store.run(run), Trainer(SHORT).snapshot()
        store.remove(run)
        many = [replace(first, step=step) for step in range(2000)]
        store.add_whole(record, many)  # more than SQLite remembers of a file
    with pytest.raises(AssertionError) as ended, serving(tmp_path) as server:
        before = asked(server, "/organism/health")
        damage(tmp_path / "orgnet.sqlite")
        for address in ("health", f"runs/{run}/frames", f"runs/{run}/particles/0"):
            answers.append(asked(server, f"/organism/{address}"))
        for page in ("", "particle", "prune"):
            pages.append(said(server, f"run={run}", page))
    log = str(ended.value)
    assert before == (200, {"status": "ok", "runs": 1, "growing": 0, "waiting": 0, "store": "ok"})
    assert answers[0][0] == 503 and answers[0][1]["store"] == "problem"
    for status, body in answers[1:]:
        assert status == 503 and body["error"].startswith("The file of runs is damaged")
    for sentences in pages:
        (sentence,) = sentences
        assert sentence.startswith("The file of runs is damaged") and "Traceback" not in sentence
    assert str(tmp_path) not in json.dumps([answers, pages])
    assert f"{tmp_path / 'orgnet.sqlite'}: the file of runs is damaged" in log, "for the keeper"


@pytest.mark.parametrize("what", ["frames", "trajectories", "particles/0", "kinds"])
def test_every_address_of_a_run_answers_503_while_the_store_fails(
    client: TestClient, registry, monkeypatch, what
):
    def fail(run):
        raise StoreError("the disk is full.", registry.store.path)

    monkeypatch.setattr(registry.store, "run", fail)
    answer = client.get(f"/organism/runs/x/{what}")
    assert (answer.status_code, answer.json()) == (503, {"error": "The disk is full."})


def test_a_server_that_can_only_read_shows_its_runs_and_is_well(tmp_path):
    home = tmp_path / "home"
    run = left_growing(home, SHORT, 60)
    with read_only(home), pytest.MonkeyPatch.context() as patched:
        patched.setenv("ORGNET_HOME", str(home))
        shared.registry.cache_clear()
        assert health()["store"] == "read-only" and health()["status"] == "ok"
        assert len(shared.registry().get(run).snapshots) > 5
        shared.registry().shut_down()
        shared.registry.cache_clear()
