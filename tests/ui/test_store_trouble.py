"""What the pages say of a store that is old, damaged or from a newer version."""

from apps import lab, status_words, text
from old_stores import old_file_in, scribble, unreadable_runs_in

from ui.shared.markdown import escape_markdown


def test_a_page_shows_a_run_of_the_first_version(fresh_home):
    old_file_in(fresh_home)
    assert status_words(lab(run="old")).startswith("Finished")


def test_a_page_says_that_a_file_was_set_aside(fresh_home):
    scribble(fresh_home / "orgnet.sqlite")
    assert escape_markdown("set aside as orgnet.sqlite.damaged-") in text(lab().warning)


def test_pages_go_on_where_a_run_cannot_be_read(fresh_home):
    unreadable_runs_in(fresh_home)
    app = lab(run="aaaa0001")
    assert "Run aaaa0001 cannot be shown. This version cannot read" in text(app.warning)
    assert status_words(app).startswith("Recorded")
    app = lab(run="abcd1234")
    assert status_words(app).startswith("Interrupted") and not app.button("play").disabled
    app.switch_page("pages/prune.py")
    assert not app.run().exception
