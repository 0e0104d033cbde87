"""Visitors without a browser: they speak to the dashboard as its pages do.

A page asks Streamlit to run a script or one of its fragments over a websocket, and is sent what
changed; the frames of a run it fetches by itself, only those that it has not got yet, and with
them where the run stands.
"""

import asyncio
import json
import re
from time import perf_counter
from urllib.parse import parse_qs

from httpx2 import AsyncClient
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import connect

UNDER_WAY = 100  # steps
PATIENCE = 60  # seconds; only a failure takes that long


class PageError(Exception):
    """The server showed an exception instead of what was asked for."""


class Visitor:
    """One tab: `async with Visitor(url) as visitor` opens and closes it. One question at a time."""

    def __init__(self, url: str):
        self.url, self.page, self.query = url, "", ""
        self.timers: set[str] = set()  # fragments that are to run again by the clock
        self.buttons: dict[str, str] = {}  # those that can be pressed: key → id
        self.errors: list[str] = []  # sentences about what went wrong
        self.status: dict | None = None  # where the run stands, as the Lab puts it
        self.frames = 0  # how many were fetched
        self.waits = True  # whether there may be more
        self._built_for: dict | None = None  # what the page's own was
        self._script = ""

    async def __aenter__(self) -> "Visitor":
        address = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = await connect(address, subprotocols=["streamlit"], max_size=None)
        self._http = AsyncClient(base_url=self.url, timeout=PATIENCE, verify=False)
        return self

    async def __aexit__(self, *_) -> None:
        await self._http.aclose()
        await self._socket.close()

    @property
    def run(self) -> str:
        """Id of the run that the address names."""
        return parse_qs(self.query)["run"][0]

    @property
    def sentence(self) -> str:
        """Where the run stands, as the Lab puts it."""
        return f"{self.status['state']}{self.status['words']}"

    @property
    def step(self) -> int:
        """The newest that was recorded, as the Lab puts it."""
        return int(re.search(r"step ([\d,]+)", self.sentence)[1].replace(",", ""))

    def says(self, state: str) -> bool:
        """Whether the run is in that state, in the Lab's words."""
        return self.status["state"] == state

    async def visit(self, query: str = "", page: str = "") -> float:
        """Go to a page, the Lab unless named; like the others, the seconds until it is there."""
        self.page, self.query, self._script, self.frames = page, query, "", 0
        self.status, self.waits = None, True
        return await self._ask()

    async def tick(self) -> float:
        """Run again, once, every fragment that the page runs again by the clock."""
        return sum([await self._ask(fragment_id=id, is_auto_rerun=True) for id in [*self.timers]])

    async def press(self, key: str) -> float:
        """Press the button of that key. Raises KeyError where it cannot be pressed."""
        pressed = WidgetState(id=self.buttons[key], trigger_value=True)
        return await self._ask(widget_states=WidgetStates(widgets=[pressed]))

    async def play(self, query: str) -> None:
        """Visit and play a run, until it is compiled, which may take long, and under way."""
        await self.visit(query)
        await self.press("play")
        async with asyncio.timeout(10 * PATIENCE):
            while self.step < UNDER_WAY:
                await asyncio.sleep(1)
                await self.fetch()

    async def fetch(self) -> float:
        """Fetch those frames of the run that came since the last time. The Lab is asked for again
        where the run has turned to what it was not built for."""
        asked, total = perf_counter(), None
        async with asyncio.timeout(PATIENCE):
            while self.frames != total:
                answer = await self._http.get(
                    f"/organism/runs/{self.run}/frames", params={"from": self.frames}
                )
                answer.raise_for_status()
                length = int.from_bytes(answer.content[:4], "little")
                header = json.loads(answer.content[4 : 4 + length])
                self.frames, total = self.frames + len(header["frames"]), header["total"]
                self.status, self.waits = header["status"], header["more"]
        if self._built_for and _turn(self.status) != _turn(self._built_for):
            await self._ask()
        return perf_counter() - asked

    async def _ask(self, **wish) -> float:
        """Have the server run a script, and read until it has."""
        state = ClientState(
            query_string=self.query, page_name=self.page, page_script_hash=self._script, **wish
        )
        asked = perf_counter()
        async with asyncio.timeout(PATIENCE):
            await self._socket.send(BackMsg(rerun_script=state).SerializeToString())
            while not self._is_last(ForwardMsg.FromString(await self._socket.recv())):
                pass
        return perf_counter() - asked

    def _is_last(self, message: ForwardMsg) -> bool:
        """Take in what the server says; whether it has run what it was asked to."""
        kind = message.WhichOneof("type")
        if kind == "new_session" and not message.metadata.run.fragment_ids:
            self._script = message.new_session.page_script_hash
            self.timers, self.buttons, self.errors, self._built_for = set(), {}, [], None
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self.timers.add(message.auto_rerun.fragment_id)
        elif kind == "delta":
            self._read(message.delta)
        elif kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise PageError("a script does not compile")
            return message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return False

    def _read(self, delta: Delta) -> None:
        """One element of the page, or a block of them; ids end with the key, if there is one."""
        element, kind = delta.new_element, delta.new_element.WhichOneof("type")
        if kind == "bidi_component" and element.bidi_component.component_name == "run_status":
            self.status = self._built_for = json.loads(element.bidi_component.json)["status"]
        elif kind == "button" and not element.button.disabled:
            self.buttons[element.button.id.split("-", 2)[-1]] = element.button.id
        elif kind == "alert" and element.alert.format == Alert.ERROR:
            self.errors.append(element.alert.body)
        elif kind == "exception":
            shown = element.exception
            raise PageError("\n".join([f"{shown.type}: {shown.message}", *shown.stack_trace]))


def _turn(status: dict) -> tuple[str, str]:
    """What a page depends on."""
    return status["state"], status["notice"]
