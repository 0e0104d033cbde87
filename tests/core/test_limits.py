"""What an installation allows holds for whatever makes an organism on its pages."""

import io
import json

import pytest
from archives import LIMIT, contents, with_files
from helpers import SHORT, addition, advance, play_to_the_end

from orgnet_core.config import RunConfig, SettingsError
from orgnet_core.limits import UNLIMITED, Limits
from orgnet_core.presets import PRESETS
from orgnet_core.runs.archive.read import ArchiveError, import_run, read_archive
from orgnet_core.runs.archive.write import archived
from orgnet_core.runs.state import State
from orgnet_core.settings import Settings


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_allowed_unless_said_otherwise(name):
    Settings().limits.check(PRESETS[name].config)


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(particles=17), "hidden would make 18 particles; this server allows 17."),
        (
            Limits(particle_weights=485),
            "particle_hidden would make 486 particle weights; this server allows 485.",
        ),
        (Limits(epochs=5), "epochs would be 6; this server allows 5."),
    ],
)
def test_what_is_beyond_a_limit_is_refused_with_what_is_allowed(limits, sentence):
    config = addition(phases=[{"epochs": 2}, {"epochs": 4}])
    with pytest.raises(SettingsError) as refused:
        limits.check(config)
    assert str(refused.value) == sentence
    Limits(particles=18, particle_weights=486, epochs=6).check(config)
    UNLIMITED.check(config)


def test_each_field_gets_a_sentence_and_other_epochs_may_be_asked_for():
    with pytest.raises(SettingsError) as refused:
        Limits(1, 1, 1).check(RunConfig())
    assert [*refused.value.problems] == ["hidden", "particle_hidden", "epochs"]
    Limits(epochs=3).check(addition(epochs=7), epochs=3)
    with pytest.raises(SettingsError, match="epochs would be 4"):
        Limits(epochs=3).check(addition(epochs=2), epochs=4)


@pytest.mark.parametrize("finished", [True, False], ids=["finished", "unfinished"])
@pytest.mark.parametrize(
    ("limits", "field"),
    [
        (Limits(particles=17), "hidden"),
        (Limits(particle_weights=1), "particle_hidden"),
        (Limits(epochs=2), "epochs"),
    ],
)
def test_an_import_is_held_to_what_a_link_is_held_to(registry, limits, field, finished):
    run = registry.create(SHORT, "addition")
    if finished:
        play_to_the_end(run)
    else:
        advance(run)
    archive, store = archived(registry.store, run.id), registry.store
    with pytest.raises(ArchiveError, match=f"settings are not allowed: {field} would") as refused:
        import_run(store, io.BytesIO(archive), LIMIT, limits=limits)
    assert str(refused.value).count(".") == 1
    assert [record.id for record in store.runs()] == [run.id]
    assert read_archive(io.BytesIO(archive), LIMIT).record.config == SHORT, "the command line's"


def test_an_import_takes_no_id_of_a_run_that_waits_to_be_played(registry):
    waiting = registry.create(SHORT)
    played = registry.create(SHORT.changed({"seed": 5}))
    advance(played)
    archive = archived(registry.store, played.id)
    about = json.loads(contents(archive)["run.json"]) | {"run": waiting.id}
    forged = io.BytesIO(with_files(about=json.dumps(about))(archive))
    brought = import_run(registry.store, forged, LIMIT, reserved=registry.ids)
    assert brought != waiting.id and registry.get(brought).config.seed == 5
    play_to_the_end(waiting)
    assert registry.store.run(waiting.id).config == SHORT
    assert registry.get(brought).state is State.INTERRUPTED
