"""One press of a button counts once.

A browser reports a press a moment after it, and a timer's question that comes in between carries
the press as well (Streamlit 1.67): the button's callback would run for the timer, then once more.
"""

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

_PRESSES = {"trigger_value", "string_trigger_value", "json_trigger_value", "chat_input_value"}


class PressesMiddleware:
    """Takes presses out of what a page's timers ask; what its visitor does comes by itself."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_once() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and message.get("bytes"):
                message["bytes"] = without_presses(message["bytes"])
            return message

        await self.app(scope, receive_once if scope["type"] == "websocket" else receive, send)


def without_presses(sent: bytes) -> bytes:
    """A browser's message, without what was pressed if a timer sent it. Streamlit answers for a
    message that cannot be read."""
    message = BackMsg()
    try:
        message.ParseFromString(sent)
    except DecodeError:
        return sent
    state = message.rerun_script
    if not state.is_auto_rerun:
        return sent
    widgets = state.widget_states.widgets
    kept = [each for each in widgets if each.WhichOneof("value") not in _PRESSES]
    if len(kept) == len(widgets):
        return sent
    del widgets[:]
    widgets.extend(kept)
    return message.SerializeToString()
