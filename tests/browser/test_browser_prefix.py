"""The dashboard in a folder of a larger site; `make proxy-test` goes the same way behind nginx."""

from browsing import MARKS

from scripts.serving import serving
from scripts.tour import Tour

pytestmark = MARKS


def test_all_of_it_works_under_a_prefix(browser, tmp_path):
    with serving(tmp_path / "home", prefix="/lab") as server:
        Tour(browser, server.url).go("preset=addition&epochs=5&seed=1")
