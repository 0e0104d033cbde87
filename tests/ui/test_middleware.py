"""What every request passes through: who may ask, by which name, and what browsers are told."""

import json
import re

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from streamlit.proto.BackMsg_pb2 import BackMsg

from orgnet_core.config import SettingsError
from orgnet_views.assets import module
from ui.server.middleware import middleware
from ui.server.origin import own_names
from ui.server.streamlit_page import STATIC
from ui.session.visitor import COOKIE, TOKEN
from ui.shared.addresses import ASSETS

ALL = ["GET", "POST", "PUT", "DELETE"]
HERE = "http://localhost:8501"
SITE = "https://moodle.example.org"


async def html(_request):
    answer = HTMLResponse("<p>hello")
    answer.headers.append("set-cookie", "other=1; Path=/; SameSite=Lax")
    return answer


async def download(_request):
    return HTMLResponse("<p>taken along", headers={"Content-Disposition": "attachment"})


async def facts(request):
    return JSONResponse(
        {"scheme": request.url.scheme, "client": request.client.host}
        | {name: request.headers.get(name) for name in ("host", "cookie")}
    )


async def stream(socket):
    await socket.accept()
    await socket.send_json({"cookie": socket.headers.get("cookie")})
    await socket.close()


async def echo(socket):
    await socket.accept()
    async for sent in socket.iter_bytes():
        await socket.send_bytes(sent)


@pytest.fixture
def ask(monkeypatch):
    """A client of an app behind all of the middleware, by settings and from an address."""

    def ask(url=HERE, client="::ffff:127.0.0.1", **settings):
        for name, value in settings.items():
            monkeypatch.setenv(f"ORGNET_{name.upper()}", value)
        routes = [
            Route("/", html),
            Route("/download", download),
            Route("/facts", facts, methods=ALL),
            WebSocketRoute("/stream", stream),
            WebSocketRoute("/echo", echo),
        ]
        app = Starlette(routes=routes, middleware=middleware())
        return TestClient(app, base_url=url, client=(client, 50_000))

    return ask


def streaming(client, headers, path="/stream"):
    """A stream of the server that the client asks."""
    url = f"{client.base_url}".replace("http", "ws", 1) + path
    return client.websocket_connect(url, headers=headers)


def is_refused(client, origin, path="/facts") -> set[bool]:
    """Whether what a page of that origin asks is refused, by every way to ask."""
    headers = {"Origin": origin}
    refused = {client.request(each, path, headers=headers).status_code == 403 for each in ALL}
    try:
        with streaming(client, headers):
            return refused | {False}
    except WebSocketDenialResponse as denied:
        assert denied.status_code == 403 and "another site" in denied.json()["error"]
        return refused | {True}


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost:9615",
        "http://localhost",
        "http://127.0.0.1:8501",
        "http://localhost:8501.evil.example",
        "http://localhost:8501@evil.example",
        "https://evil.example",
        "null",
        "",
        "http://",
        "http://localhost:99999999",
        "chrome-extension://abcdef",
        "http://localhost:8501, http://evil.example",
    ],
)
def test_pages_of_other_sites_and_ports_are_refused_whatever_they_ask(ask, origin):
    assert is_refused(ask(), origin) == {True}


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        (HERE, "http://localhost:8501"),
        (HERE, "http://LOCALHOST:8501"),
        ("http://localhost", "http://localhost:80"),
        ("http://127.0.0.1:8501", "http://127.0.0.1:8501"),
        ("http://[::1]:8501", "http://[::1]:8501"),
        ("https://localhost", "https://localhost:443"),
        (HERE, "https://localhost:8501"),  # TLS ends at a proxy that does not say so
    ],
)
def test_its_own_pages_may_ask(ask, url, origin):
    assert is_refused(ask(url), origin) == {False}


def test_a_page_by_http_is_not_one_by_https(ask):
    assert is_refused(ask("https://localhost"), "http://localhost:443") == {True}


def test_what_no_page_asks_is_answered_but_a_stream_then_goes_without_the_cookie(ask):
    client = ask()
    headers = {"Cookie": f"{COOKIE}={'a' * 22}"}
    assert client.get("/facts", headers=headers).json()["cookie"] is not None
    with streaming(client, headers) as socket:
        assert socket.receive_json() == {"cookie": None}
    with streaming(client, headers | {"Origin": HERE}) as socket:
        assert COOKIE in socket.receive_json()["cookie"]


OWN = sorted(name for name in own_names() if re.fullmatch("[a-z0-9.-]+", name))[0]


@pytest.mark.parametrize(
    ("hosts", "named", "foreign"),
    [
        (
            "",
            ["localhost", "lab.localhost:1", "192.168.1.7:8501", "[fe80::1]:8501", OWN, "[::1]"],
            ["evil.example", "localhost.evil.example", "127.0.0.1.nip.example", "a b", "x@y", ""],
        ),
        (
            "lab.example.org, other",
            ["LAB.example.org", "lab.example.org.:443", "other:8501", "localhost", "127.0.0.1"],
            ["192.168.1.7", "example.org", "x.lab.example.org", "[fe80::1]:8501"],
        ),
    ],
)
def test_the_server_answers_by_its_names_alone(ask, hosts, named, foreign):
    client = ask(hosts=hosts)
    for host in named:
        assert client.get("/facts", headers={"Host": host}).status_code == 200, host
    for host in foreign:
        answer = client.get("/facts", headers={"Host": host})
        assert answer.status_code == 403 and "ORGNET_HOSTS" in answer.json()["error"], host
        headers = {"Host": host, "Origin": f"http://{host}"}
        with pytest.raises(WebSocketDenialResponse), streaming(client, headers):
            pass


FORWARDED = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Host": "lab.localhost",
}


@pytest.mark.parametrize("proxy", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_proxy_of_this_machine_is_believed_in_both_notations(ask, proxy):
    client = ask(client=proxy)
    told = client.get("/facts", headers=FORWARDED).json()
    assert told == {
        "scheme": "https",
        "client": "203.0.113.9",
        "host": "lab.localhost",
        "cookie": None,
    }
    assert "Secure" in client.get("/", headers=FORWARDED).headers["set-cookie"]
    origin = {"Origin": "https://lab.localhost"}
    assert client.post("/facts", headers=FORWARDED | origin).status_code == 200
    assert client.post("/facts", headers=FORWARDED | {"Origin": HERE}).status_code == 403


def test_others_are_believed_only_where_they_are_named(ask):
    for client in ("::ffff:10.1.2.3", "10.1.2.3"):
        told = ask(client=client).get("/facts", headers=FORWARDED).json()
        assert told["client"] == "10.1.2.3" and told["scheme"] == "http"
        assert told["host"] == "localhost:8501"
    client = ask(client="::ffff:10.1.2.3", trusted_proxies="10.0.0.0/8")
    assert client.get("/facts", headers=FORWARDED).json()["scheme"] == "https"


def test_the_name_that_a_proxy_forwards_must_be_this_servers_too(ask):
    headers = FORWARDED | {"X-Forwarded-Host": "localhost, evil.example"}
    assert ask().get("/facts", headers=headers).status_code == 403


def test_a_browser_gets_a_token_with_its_first_page_and_keeps_it(ask):
    client = ask()
    assert "set-cookie" not in client.get("/facts").headers
    given = client.get("/").headers.get_list("set-cookie")[-1]
    assert "HttpOnly" in given and "SameSite=Lax" in given and "Secure" not in given
    assert TOKEN.fullmatch(client.cookies[COOKIE])
    assert COOKIE not in client.get("/").headers["set-cookie"]
    client.cookies.clear()
    assert client.get("/").headers.get_list("set-cookie")[-1] != given, "everybody another one"
    assert "Secure" in ask("https://localhost").get("/").headers["set-cookie"]


@pytest.mark.parametrize("token", ["", "x", "a" * 23, "a" * 5000, "../../../../../../../x"])
def test_what_is_no_token_is_replaced(ask, token):
    answer = ask().get("/", headers={"Cookie": f"{COOKIE}={token}"})
    assert COOKIE in answer.headers["set-cookie"]


def test_where_other_sites_may_frame_pages_every_cookie_is_kept_there(ask):
    for url, kept in (("https://localhost", True), (HERE, False)):
        for cookie in ask(url, frame_ancestors=SITE).get("/").headers.get_list("set-cookie"):
            assert cookie.endswith("; SameSite=None; Secure; Partitioned") is kept
            assert cookie.count("SameSite") == 1


def test_the_visitors_cookie_is_kept_for_the_folder_of_the_pages(ask):
    """Which only the browser knows where a proxy takes it off the address."""
    (cookie,) = [each for each in ask().get("/").headers.get_list("set-cookie") if COOKIE in each]
    assert "path=" not in cookie.lower()


@pytest.mark.parametrize(
    ("sites", "ancestors"),
    [("", "'self'"), (f"{SITE}, https://*.hf.space", f"'self' {SITE} https://*.hf.space")],
)
def test_every_answer_says_who_may_frame_it_and_what_its_page_may_load(ask, sites, ancestors):
    client = ask(frame_ancestors=sites)
    for answer in (client.get("/"), client.get("/none"), client.get("/", headers={"Host": "x.y"})):
        policy = dict(
            each.split(" ", 1) for each in answer.headers["content-security-policy"].split("; ")
        )
        assert policy["frame-ancestors"] == ancestors
        assert "unsafe" not in policy["script-src"] and policy["default-src"] == "'self'"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HOSTS", "https://lab.example.org"),
        ("TRUSTED_PROXIES", "everybody"),
        ("FRAME_ANCESTORS", "*"),
        ("FRAME_ANCESTORS", "https://a.example;script-src"),
    ],
)
def test_lists_that_cannot_be_are_refused_with_a_sentence(ask, variable, value):
    with pytest.raises(
        SettingsError, match=f"ORGNET_{variable} must be .*, not {re.escape(json.dumps(value))}"
    ):
        ask(**{variable: value})


def test_a_page_names_what_its_views_will_load_and_it_is_there(ask):
    client = ask()
    assert "link" not in client.get("/facts").headers
    named = re.findall("<([^>]*)>", client.get("/").headers["link"])
    own = [name.removeprefix(f"{ASSETS}/") for name in named if name.startswith(ASSETS)]
    others = [STATIC / name for name in named if not name.startswith(ASSETS)]
    assert len(own) == 2 and all(map(module, own))
    assert len(others) == 1 and others[0].is_file(), "Streamlit's part that shows components"


def test_a_file_to_download_names_nothing_that_would_be_looked_for_beside_it(ask):
    assert "link" not in ask().get("/download").headers and "link" in ask().get("/").headers


@pytest.mark.parametrize("is_auto_rerun", [False, True])
def test_a_press_counts_where_its_visitor_sent_it_and_not_where_a_timer_did(ask, is_auto_rerun):
    sent = BackMsg()
    sent.rerun_script.fragment_id = "timed"
    sent.rerun_script.is_auto_rerun = is_auto_rerun
    widgets = sent.rerun_script.widget_states.widgets
    widgets.add(id="name").string_value = "digits"
    kept = list(widgets)
    widgets.add(id="button").trigger_value = True
    widgets.add(id="view").json_trigger_value = "[1]"
    pressed = [*widgets]
    with streaming(ask(), {"Origin": HERE}, "/echo") as socket:
        socket.send_bytes(sent.SerializeToString())
        came = BackMsg.FromString(socket.receive_bytes())
        assert [*came.rerun_script.widget_states.widgets] == (kept if is_auto_rerun else pressed)
        assert came.rerun_script.fragment_id == "timed"
        socket.send_bytes(b"no message")
        assert socket.receive_bytes() == b"no message"
