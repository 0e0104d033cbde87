"""Whatever archive a stranger brings is refused in a sentence, or is a run like any other."""

from itertools import islice

from scripts.hostile.archives import export, hostile_archives
from scripts.hostile.bringing import brought_by_a_stranger, server_runs

SHORT = 60  # of the hundreds that `python -m scripts.hostile.archives` brings


def test_what_strangers_bring_is_refused_whole_or_can_be_looked_at_and_played():
    found = []
    with server_runs() as registry:
        assert not brought_by_a_stranger(registry, export()), "what they are made from is good"
        for name, archive in islice(hostile_archives(seed=1), SHORT):
            try:
                found.append(brought_by_a_stranger(registry, archive))
            except Exception as error:
                error.add_note(name)
                raise
    assert len(found) == SHORT and found.count(True) > SHORT / 2


def test_there_are_hundreds_and_the_seed_decides_their_order():
    names = [name for name, _ in hostile_archives(seed=1)]
    again = [name for name, _ in islice(hostile_archives(seed=1), 100)]
    assert len(names) >= 300 and names[:100] == again
    assert [name for name, _ in islice(hostile_archives(seed=2), 100)] != again
