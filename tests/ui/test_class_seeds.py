"""A class as a sweep: each follower of a lecture has a seed of their own, and may grow it."""

import pytest
from helpers import DEADLINE, LONG, SHORT, play_to_the_end, wait_until

from orgnet_core.errors import LabError
from orgnet_core.runs.access import Access
from orgnet_core.runs.state import State
from orgnet_core.runs.store.sweeps import lock_name
from orgnet_core.sweeps.grid import Grid
from orgnet_core.sweeps.places import InStore
from ui.endpoints import lectures as endpoint
from ui.session.visitor import COOKIE
from ui.shared.class_seeds import ClassSeeds, Mine
from ui.shared.lectures import Lectures

ROOT = "/organism/lectures"
ANNA, BERT = "a" * 22, "b" * 22


@pytest.fixture
def shown(registry):
    """The lecturer's run, grown to its end."""
    run = registry.create(SHORT.changed({"seed": 6}), "addition", Access.of("l" * 22))
    play_to_the_end(run)
    return run


@pytest.fixture
def seeds(registry, shown):
    seeds = ClassSeeds(registry, shown)
    yield seeds
    seeds.close()


def wait_until_grown(registry, seeds, *visitors) -> None:
    runs = [registry.get(seeds.of(each).run) for each in visitors]
    assert all(run.join(DEADLINE) for run in runs)


def grid(registry) -> Grid:
    [sweep] = registry.store.sweeps.all()
    return Grid.from_json(sweep.grid)


def test_each_visitor_gets_a_seed_of_their_own_and_always_the_same(seeds):
    first = seeds.of(ANNA), seeds.of(BERT)
    assert first == (Mine(7), Mine(8))
    assert (seeds.of(ANNA), seeds.of(BERT)) == first


def test_what_they_grow_is_theirs_and_read_as_one_sweep_with_the_lecturers(registry, seeds, shown):
    for visitor in (ANNA, BERT):
        assert seeds.grow(visitor).run is not None
    wait_until_grown(registry, seeds, ANNA, BERT)
    assert seeds.of(BERT).state is State.FINISHED
    runs = [registry.get(seeds.of(visitor).run) for visitor in (ANNA, BERT)]
    assert [run.config.seed for run in runs] == [7, 8]
    assert runs[0].access.allows(ANNA) and not runs[0].access.allows(BERT)
    kept = InStore(registry.store).kept(grid(registry).configs)
    assert [each.record.config.seed for each in kept.values()] == [6, 7, 8]


def test_the_sweep_has_the_seeds_that_were_handed_out(registry, seeds):
    assert [config.seed for config in grid(registry).configs] == [6]
    seeds.of(ANNA)
    assert [config.seed for config in grid(registry).configs] == [6, 7]
    assert registry.store.is_locked(lock_name(seeds.id)), "more may come"


def test_to_grow_it_again_grows_nothing_anew(registry, seeds):
    run = seeds.grow(ANNA).run
    wait_until_grown(registry, seeds, ANNA)
    assert seeds.grow(ANNA) == Mine(7, run, State.FINISHED)
    assert len(registry.store.runs()) == 2


def test_a_run_that_rests_goes_on(registry):
    seeds = ClassSeeds(registry, registry.create(LONG))
    run = registry.get(seeds.grow(ANNA).run)
    wait_until(lambda: run.step > 5)
    run.pause()
    assert seeds.of(ANNA).state is State.PAUSED
    assert seeds.grow(ANNA).run == run.id and run.state.is_growing
    run.stop()
    seeds.close()


def test_when_all_seeds_are_taken_the_others_look_on(registry, shown, monkeypatch):
    monkeypatch.setenv("ORGNET_MAX_SWEEP", "1")
    seeds = ClassSeeds(registry, shown)
    assert (seeds.of(ANNA), seeds.of(BERT)) == (Mine(7), Mine(None))
    with pytest.raises(LabError, match="All 1 seeds are taken"):
        seeds.grow(BERT)
    assert seeds.grow(ANNA).seed == 7
    wait_until_grown(registry, seeds, ANNA)
    seeds.close()


def test_what_may_not_be_grown_from_the_pages_is_not_offered(registry, shown, monkeypatch):
    monkeypatch.setenv("ORGNET_MAX_EPOCHS", "200")
    with pytest.raises(LabError, match="this server allows 200"):
        ClassSeeds(registry, registry.create(LONG))
    assert registry.store.sweeps.all() == []


def test_after_the_last_seed_that_there_is_comes_the_first(registry):
    seeds = ClassSeeds(registry, registry.create(SHORT.changed({"seed": 2**32 - 1})))
    assert seeds.of(ANNA) == Mine(0)
    seeds.close()


@pytest.fixture
def client(client, monkeypatch):
    monkeypatch.setattr(endpoint, "LECTURES", Lectures())
    return client


@pytest.fixture
def begun(client, shown):
    return client.post(ROOT, json={"page": "lab", "run": shown.id}).json()


def offer(client, begun, token=None):
    headers = {"X-Lecture-Token": token or begun["token"]}
    return client.post(f"{ROOT}/{begun['code']}/class", headers=headers)


def follow(client, begun, visitor) -> dict:
    client.cookies.set(COOKIE, visitor)
    return client.get(f"{ROOT}/{begun['code']}").json()


def test_followers_learn_of_their_seeds_and_grow_them(client, begun, registry):
    assert "mine" not in follow(client, begun, ANNA)
    refused = client.post(f"{ROOT}/{begun['code']}/seed")
    assert (refused.status_code, refused.json()["error"]) == (409, "This lecture offers no seeds.")
    sweep = offer(client, begun).json()["sweep"]
    assert [each.id for each in registry.store.sweeps.all()] == [sweep]
    mine = {"seed": 7, "run": None, "state": "ready"}
    assert follow(client, begun, ANNA)["mine"] == mine == follow(client, begun, ANNA)["mine"]
    assert follow(client, begun, BERT)["mine"]["seed"] == 8
    grown = client.post(f"{ROOT}/{begun['code']}/seed")
    assert grown.status_code == 200 and grown.json()["seed"] == 8
    run = registry.get(grown.json()["run"])
    assert run.join(DEADLINE) and run.access.allows(BERT)
    assert follow(client, begun, BERT)["mine"] == {"seed": 8, "run": run.id, "state": "finished"}


def test_only_the_lecturer_offers_and_the_same_organism_is_one_class(client, begun, registry):
    assert offer(client, begun, "wrong").status_code == 403
    first, again = offer(client, begun).json(), offer(client, begun).json()
    assert first == again and len(registry.store.sweeps.all()) == 1
    other = {"page": "lab", "run": registry.create(SHORT.changed({"seed": 90})).id}
    headers = {"X-Lecture-Token": begun["token"]}
    client.put(f"{ROOT}/{begun['code']}", json=other, headers=headers)
    second = offer(client, begun).json()
    assert second != first and follow(client, begun, ANNA)["mine"]["seed"] == 91
    assert not registry.store.is_locked(lock_name(first["sweep"]))
    assert client.delete(f"{ROOT}/{begun['code']}", headers=headers).status_code == 200
    assert not registry.store.is_locked(lock_name(second["sweep"]))


def test_who_keeps_no_cookie_gets_no_seed(client, begun):
    assert offer(client, begun).status_code == 200
    assert "mine" not in client.get(f"{ROOT}/{begun['code']}").json()
    refused = client.post(f"{ROOT}/{begun['code']}/seed")
    assert refused.status_code == 409 and "cookie" in refused.json()["error"]


def test_a_line_that_is_full_refuses_with_a_sentence(client, begun, registry):
    offer(client, begun)
    registry.slots.most_waiting = 1
    others = [registry.create(LONG, None, Access.of(ANNA)) for _ in range(2)]
    for run in others:
        run.play()
    follow(client, begun, ANNA)
    refused = client.post(f"{ROOT}/{begun['code']}/seed")
    assert refused.status_code == 409 and "may wait for their turn" in refused.json()["error"]
    for run in others:
        run.stop()
    assert client.post(f"{ROOT}/{begun['code']}/seed").status_code == 200


def test_a_run_that_is_gone_is_not_offered(client, begun):
    headers = {"X-Lecture-Token": begun["token"]}
    view = {"page": "lab", "run": "0badcafe"}
    client.put(f"{ROOT}/{begun['code']}", json=view, headers=headers)
    refused = offer(client, begun)
    assert refused.status_code == 409 and "There is no run '0badcafe'" in refused.json()["error"]
