"""What a tampered page could say to Streamlit over its websocket, and hostile addresses of pages.

An attacker looks at somebody else's run. Whatever they send, no page may show an exception where
the message is well formed, nor ever a traceback; no message to them holds a secret, such as the key
that gives control of the run; and the run goes on as its owner wants.
"""

import asyncio
import random
from collections.abc import Iterator
from time import monotonic

from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from scripts.hostile.words import BAD, leaks
from scripts.visitor import PageError, Visitor
from ui.server import early
from ui.shared.addresses import PARAMETERS

PAGES = [*early.PAGES]  # all; "" is the Lab
HUGE = 1_000_000  # characters
PATIENCE = 10  # seconds until the server must have answered or hung up
# The kind of value that a widget has; with others Streamlit itself refuses to build the page.
OWN_KIND = {"button": "trigger_value", "selectbox": "string_value", "text_input": "string_value"}


class Attacker(Visitor):
    """A visitor who knows every widget of a page by its id, also those that are disabled, and looks
    for secrets in all that the server says."""

    def __init__(self, url: str, *secrets: str):
        super().__init__(url)
        self.secrets = secrets
        self.widgets: dict[str, str] = {}  # id → its kind
        self.told: list[str] = []  # where a secret was found

    def _is_last(self, message: ForwardMsg) -> bool:
        text = message.SerializeToString().decode("latin-1")
        if any(secret in text for secret in self.secrets):
            kind = message.WhichOneof("type")
            self.told.append(f"/{self.page}?{self.query[:200]}: a secret in {kind}: {text[:300]!r}")
        return super()._is_last(message)

    def _read(self, delta: Delta) -> None:
        kind = delta.new_element.WhichOneof("type")
        id = getattr(getattr(delta.new_element, kind), "id", "") if kind else ""
        if kind and id:
            self.widgets[id] = kind
        super()._read(delta)

    async def send(self, widget: str, **value) -> None:
        states = WidgetStates(widgets=[WidgetState(id=widget, **value)])
        await self._ask(widget_states=states)


def addresses(seed: int) -> Iterator[tuple[str, str]]:
    """(page, query): every parameter on every page with something bad, and some monsters."""
    chance = random.Random(seed)
    names = [*PARAMETERS, "seed", "hidden", "phases.0.momentum", "activation", "epochs"]
    for page in PAGES:
        for name in names:
            yield page, f"{name}={chance.choice(BAD)}&{name}={chance.choice(BAD)}"
            yield page, f"{name}={chance.choice(BAD)}"
    yield "", "&".join(f"x{n}={n}" for n in range(5_000))
    yield "prune", "kept=" + "0-1_" * 10_000
    yield "no-such-page", "run=%00"


def values(chance: random.Random) -> Iterator[dict]:
    """What a widget may be said to be: each kind of value, whether it is the widget's or not."""
    yield {"trigger_value": True}
    yield {"bool_value": True}
    yield {"int_value": chance.choice([-1, 2**62, -(2**62)])}
    yield {"double_value": chance.choice([float("nan"), float("inf"), -1e308])}
    yield {"string_value": chance.choice(BAD)}
    yield {"string_value": "x" * HUGE}
    yield {"json_value": chance.choice(['{"a": [', "null", '{"selection": [1e999, -1, "x"]}'])}
    yield {"json_value": "[" * 9_000}
    yield {"bytes_value": chance.randbytes(99)}
    yield {"string_array_value": {"data": BAD}}
    yield {"int_array_value": {"data": [2**62, -1]}}
    yield {"double_array_value": {"data": [float("nan")] * 3}}


async def forged(
    url: str, run: str, seed: int, until: float, page: str, *secrets: str
) -> tuple[int, list[str]]:
    """(how many were sent, findings): first what each widget of a page may well be, whether it is
    disabled or not, then what it is never.

    What Streamlit cannot read it says on the attacker's own page, until they leave it; of that only
    what it tells counts.
    """
    chance, sent, findings = random.Random(f"{seed}{page}"), 0, []
    async with Attacker(url, *secrets) as attacker:
        await attacker.visit(f"run={run}", page)
        widgets = sorted(attacker.widgets.items())
        wrong = [(id, value, False) for id, _ in widgets for value in values(chance)]
        chance.shuffle(wrong)
        right = [(id, {OWN_KIND[kind]: of}, True) for id, kind in widgets for of in may_be(kind)]
        chance.shuffle(right)
        for id, value, is_right in right + wrong:
            if sent and monotonic() > until:
                break
            sent += 1
            try:
                await attacker.send(id, **value)
            except PageError as error:
                if is_right or leaks(str(error)):
                    findings.append(f"{id[-40:]}, {value!r:.60}: {str(error)[:300]}")
            except (WebSocketException, TimeoutError) as error:
                findings.append(f"{id[-40:]}, {value!r:.60}: {error!r}")
                break
    return sent, findings + attacker.told


def may_be(kind: str) -> tuple:
    """Values that a widget of a kind takes, though nobody may have chosen them."""
    texts = (BAD[-1], "x" * HUGE)
    return {"trigger_value": (True,), "string_value": texts}.get(OWN_KIND.get(kind, ""), ())


async def look(url: str, seed: int, until: float, *secrets: str) -> tuple[int, list[str]]:
    """(how many, findings) of hostile addresses of pages."""
    asked, findings = 0, []
    every = [*addresses(seed)]
    random.Random(seed).shuffle(every)
    for page, query in every:
        if asked and monotonic() > until:
            break
        asked += 1
        try:
            async with Attacker(url, *secrets) as attacker:
                await attacker.visit(query, page)
            findings += attacker.told
        except (PageError, WebSocketException, TimeoutError) as error:
            findings.append(f"/{page}?{query[:200]}: {str(error)[:300]}")
    return asked, findings


async def garbage(url: str, seed: int, *secrets: str) -> tuple[int, list[str]]:
    """(how many, findings) of bytes that are no message, and of messages that ask for nothing."""
    chance, findings = random.Random(seed), []
    sent = [chance.randbytes(chance.choice([0, 1, 9, 500, 100_000])) for _ in range(40)]
    sent += [bytes([n]) * 50 for n in (0, 8, 10, 18, 90, 255)]
    sent += ["text", "{}", "\0" * 99]
    for each in sent:
        try:
            stream = url.replace("http", "ws", 1) + "/_stcore/stream"
            async with connect(stream, subprotocols=["streamlit"]) as socket:
                await socket.send(each)
                async with asyncio.timeout(0.1):
                    while True:
                        answer = await socket.recv()
                        if leaks(repr(answer), *secrets):
                            findings.append(f"{each[:20]!r}: {answer[:300]!r}")
        except (WebSocketException, TimeoutError):
            pass  # it hangs up, or has nothing to say
    return len(sent), findings
