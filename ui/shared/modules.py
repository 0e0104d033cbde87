"""Components whose code is an ES module of the views', which browsers keep."""

from collections.abc import Mapping
from typing import Any

from streamlit.components import v2

from ui.shared.addresses import ASSETS

_CALL = """export default function ({ data, parentElement, setTriggerValue }) {
  const element = parentElement.querySelector(".NAME");
  const module = import(new URL(`${data.assets}/MODULE`, location.href).href);
  const open = (run) => setTriggerValue("open", run);
  module
    .then(({ show }) => show(element, data, open))
    .catch(({ message }) => { element.textContent = `This did not load: ${message}`; });
  return () => module.then(({ leave }) => leave(element));
}"""


class ModuleComponent:
    """Has `show(element, data, open)` of an ES module draw in an element of class `name`, and
    `leave(element)` when that goes."""

    def __init__(self, component: str, module: str, name: str, css: str):
        self._mount = v2.component(
            component,
            html=f'<div class="{name}"></div>',
            css=css,
            js=_CALL.replace("NAME", name).replace("MODULE", module),
            isolate_styles=False,
        )

    def show(self, key: str, data: Mapping[str, Any], height: Any = "content") -> str | None:
        """The id of the run that the visitor has just asked to open there, if any."""
        given = {"assets": ASSETS, **data}
        result = self._mount(key=key, data=given, height=height, on_open_change=_changed)
        return None if result.open is None else f"{result.open}"


def _changed() -> None:
    """Streamlit keeps no value of a component's for which there is no callback."""
