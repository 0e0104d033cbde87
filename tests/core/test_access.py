"""Who may steer a run: its beginner, who was given its key, and nobody else."""

import json
import sqlite3

import pytest
from helpers import LONG, SHORT, is_growing, play_to_the_end, wait_until
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core.errors import NotRecordedError
from orgnet_core.runs.access import Access
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.store import Store

TOKENS = st.text(min_size=1)


@given(st.lists(TOKENS, min_size=1), TOKENS)
def test_who_was_let_in_may_steer_and_no_other(invited, stranger):
    control = Access.of(invited[0])
    for visitor in invited:
        control = control.shared_with(visitor)
    assert all(control.allows(visitor) for visitor in invited)
    assert control.allows(stranger) == (stranger in invited)
    assert len(control.steerers) == len(set(invited))


@given(TOKENS, TOKENS)
def test_only_its_own_key_opens_a_run(visitor, key):
    mine, other = Access.of(visitor), Access.of(visitor)
    assert mine.opens(mine.key) and not mine.opens(other.key)
    assert not mine.opens(key) and not mine.opens("")


def test_what_is_kept_does_not_tell_a_visitors_token(tmp_path):
    registry = Registry(Store(tmp_path), unwatched_pause=1000)
    run = registry.create(SHORT, access=Access.of("a secret of Ada's"))
    play_to_the_end(run)
    registry.share(run, "a secret of Bob's")
    registry.shut_down()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("orgnet.sqlite*"))
    assert b"secret" not in kept and run.access.key.encode() in kept


def test_control_outlives_the_process_and_a_share_before_the_start(tmp_path):
    registry = Registry(Store(tmp_path), unwatched_pause=1000)
    run = registry.create(LONG, access=Access.of("Ada"))
    registry.share(run, "Bob")  # not recorded yet
    run.play()
    wait_until(lambda: run.step > 0)
    registry.share(run, "Cleo")  # growing
    assert is_growing(run)
    registry.shut_down()
    later = Registry(Store(tmp_path), unwatched_pause=1000)
    found = later.get(run.id).access
    assert found == run.access == later.store.run(run.id).access
    assert [found.allows(name) for name in ("Ada", "Bob", "Cleo", "Dan")] == [True] * 3 + [False]
    later.shut_down()


def test_a_run_of_nobody_stays_nobodys(registry):
    run = registry.create(SHORT)
    registry.share(run, "Ada")
    assert run.access is None


def test_control_that_cannot_be_read_makes_a_run_unreadable_and_not_everybodys(tmp_path):
    registry = Registry(Store(tmp_path), unwatched_pause=1000)
    run = registry.create(SHORT, access=Access.of("Ada"))
    play_to_the_end(run)
    registry.shut_down()
    for kept in ("{", "[]", "{}", json.dumps({"key": 1})):
        with sqlite3.connect(tmp_path / "orgnet.sqlite") as db:
            db.execute("UPDATE runs SET control = ?", (kept,))
        db.close()
        store = Store(tmp_path)
        with pytest.raises(NotRecordedError, match="This version cannot read"):
            store.run(run.id)
        assert store.runs() == [], kept
        store.close()
