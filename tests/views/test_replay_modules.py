"""The views' modules in a replay: each by name, each naming what it imports, all of them there."""

from modules import imports

from orgnet_views.assets import JS
from orgnet_views.replay.modules import modules

DYNAMIC = "orgnet/views/${FILES[name] ?? name}.js"  # views are imported when a board shows them


def test_every_import_is_by_a_name_that_is_there():
    found = modules("replay.js")
    named = {name for code in found.values() for name in imports(code)}
    assert named <= found.keys() and len(named) > 40
    assert DYNAMIC in found["orgnet/views/index.js"]


def test_nothing_else_of_a_module_is_changed():
    for name, code in modules("replay.js").items():
        own = (JS / name.removeprefix("orgnet/")).read_text(encoding="utf-8")
        changed = zip(own.splitlines(), code.splitlines(), strict=True)
        lines = [(one, other) for one, other in changed if one != other]
        assert all(
            "orgnet/" in other and ("from" in one or "import" in one) for one, other in lines
        )


def test_all_views_are_there_and_what_only_the_dashboard_needs_is_not():
    found = modules("replay.js")
    views = {f"orgnet/views/{path.name}" for path in (JS / "views").glob("*.js")}
    assert views <= found.keys()
    assert not {f"orgnet/{name}.js" for name in ("early", "figure", "maps")} & found.keys()
