"""A real server under a few visitors at once; for many of them see scripts/load_test.py."""

import asyncio

import pytest
from helpers import DEADLINE
from streamlit.proto.Delta_pb2 import Delta

from orgnet_core.runs.store import Store
from scripts.serving import serving
from scripts.soak import SAMPLE, WARM_UP, growth
from scripts.visitor import PageError, Visitor

LONG = "preset=addition&epochs=10000&seed=3"
SHORT = "preset=addition&epochs=20&replication_steps=1"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def url(home):
    with serving(home, slots=1) as server:
        yield server.url


async def watch_until_over(visitor: Visitor) -> None:
    async with asyncio.timeout(DEADLINE):
        while visitor.waits:
            await visitor.fetch()


def test_visitors_see_a_run_grow_and_end_and_fetch_every_frame(url, home):
    async def meet() -> tuple[list[Visitor], list[int]]:
        async with Visitor(url) as player, Visitor(url) as one, Visitor(url) as other:
            await player.visit(LONG)
            assert player.says("Ready to train") and "stop" not in player.buttons
            await player.press("play")
            steps = []
            for viewer in (one, other):
                await viewer.visit(f"run={player.run}")
                async with asyncio.timeout(DEADLINE):
                    while viewer.step <= max(steps, default=0):  # later than what was seen before
                        await viewer.fetch()
                steps.append(viewer.step)
            await player.press("stop")
            await asyncio.gather(*map(watch_until_over, (player, one, other)))
            for viewer in (one, other):
                await viewer.fetch()
                assert viewer.run == player.run
            return [player, one, other], steps

    visitors, steps = asyncio.run(meet())
    assert 0 < steps[0] < steps[1] <= visitors[0].step
    assert all(visitor.says("Stopped") for visitor in visitors)
    assert len({visitor.sentence for visitor in visitors}) == 1
    store = Store(home)
    recorded = len(store.snapshots(visitors[0].run))
    store.close()
    assert [visitor.frames for visitor in visitors[1:]] == [recorded, recorded]


def test_two_runs_behind_one_place_finish_while_their_visitors_look(url):
    async def grow(seed: int) -> str:
        async with Visitor(url) as visitor:
            await visitor.visit(f"{SHORT}&seed={seed}")
            await visitor.press("play")
            await watch_until_over(visitor)
            return visitor.sentence

    async def meet() -> list[str]:
        return await asyncio.gather(grow(1), grow(2))

    for sentence in asyncio.run(meet()):
        assert sentence.startswith("Finished, epoch 20 of 20")


def test_a_visitor_presses_only_what_can_be_pressed_and_reads_every_page(url):
    async def walk() -> None:
        async with Visitor(url) as visitor:
            await visitor.visit(SHORT)
            with pytest.raises(KeyError):
                await visitor.press("pause")
            for page in ("particle", "prune", "compare", "runs", "status"):
                await visitor.visit(f"run={visitor.run}", page)
                await visitor.tick()
                assert "play" not in visitor.buttons

    asyncio.run(walk())


def test_an_exception_on_the_page_is_an_error_of_the_visit():
    visitor, delta = Visitor("http://nowhere"), Delta()
    delta.new_element.exception.type = "ValueError"
    delta.new_element.exception.message = "no such thing"
    with pytest.raises(PageError, match="ValueError: no such thing"):
        visitor._read(delta)


def test_growth_compares_the_last_fifth_with_the_first_after_the_warm_up():
    warm_up = [1] * int(60 * WARM_UP / SAMPLE)
    assert growth([*warm_up, 5, 7, 9, 9, 9, 9, 9, 9, 20, 22]) == (6, 21)
