"""Requests that no page sends, byte by byte: every endpoint with bad methods, numbers, paths,
headers, names, origins and bodies."""

import asyncio
import random
from collections.abc import Iterator

from scripts.hostile.words import BAD, leaks

PATIENCE = 20  # seconds until the server must have answered or hung up
METHODS = ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "CONNECT", "get", "X" * 99)
OURS = (
    "/organism/runs/{run}/frames",
    "/organism/runs/{run}/trajectories",
    "/organism/runs/{run}/particles/0",
    "/organism/runs/{run}/kinds",
    "/organism/lectures",
    "/organism/runs/{run}/board",
    "/organism/lectures/bcdfgh",
    "/organism/lectures/bcdfgh/events",
    "/organism/lectures/bcdfgh/vote",
    "/organism/lectures/bcdfgh/poll",
    "/organism/qr",
    "/organism/parquet",
    "/organism/health",
    "/organism/assets/0/board.js",
)
STREAMLITS = (
    "/",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/stream",
    "/_stcore/upload_file/x/y",
    "/_stcore/metrics",
    "/_stcore/agent/openapi.json",
    "/_stcore/bidi-components/x/y.js",
    "/component/x/y.js",
    "/media/x.png",
    "/static/js/x.js",
)
NUMBERS = (
    "/organism/runs/{run}/frames?from={bad}",
    "/organism/runs/{run}/frames?arrays={bad}",
    "/organism/runs/{run}/board?views={bad}",
    "/organism/runs/{run}/board?views=map&particle={bad}",
    "/organism/runs/{bad}/events",
    "/organism/runs/{run}/trajectories?until={bad}",
    "/organism/runs/{run}/trajectories?fit={bad}",
    "/organism/runs/{run}/particles/{bad}",
    "/organism/runs/{run}/particles/0?after={bad}",
    "/organism/runs/{bad}/frames",
    "/organism/runs/{bad}/trajectories",
    "/organism/runs/{bad}/kinds",
    "/organism/lectures/{bad}",
    "/organism/qr?link={bad}",
    "/organism/assets/{bad}/board.js",
    "/organism/assets/0/{bad}",
    "/media/{bad}",
    "/component/{bad}/{bad}",
    "/_stcore/bidi-components/{bad}",
)
TRICKS = (
    *(
        "/../../etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//evil.example/x",
    ),
    *(
        "/organism/assets/0/../../app.py",
        "/organism/assets/0/..%2f..%2fsettings.py",
        "/\\\\evil\\x",
    ),
    *("/static/../index.html", "/media/../../orgnet.sqlite", "/component/../../app.py", "/%00"),
    *(
        "/.git/config",
        "/.streamlit/secrets.toml",
        "/app.py",
        "/runs/orgnet.sqlite",
        "/?" + "a" * 60_000,
    ),
    *(
        "/" + "a/" * 5_000,
        "/" + "%2f" * 3_000,
        "*",
        "http://evil.example/",
        "no-slash",
        "/ two blanks",
    ),
)
VIEW = b'{"page": "lab", "run": "abcd1234"}'
BODIES = (
    *(
        b"",
        b"{",
        b"[]",
        b"null",
        b"[" * 30_000,
        b"\xff\xfe",
        b"\0" * 99,
        b"a" * 40_000,
        b"a,a\n1,2",
    ),
    *(VIEW[:-1] + b', "step": 1e999}', VIEW[:-1] + b', "cut": "<script>"}', b'{"page": "lab"}' * 9),
)
HEADERS = (
    *(
        "Range: bytes=0-1",
        "Range: bytes=9999999999-",
        "Range: x",
        "If-None-Match: *",
        "Expect: 100-continue",
    ),
    *(
        "Accept-Encoding: gzip;q=x, br",
        "Cookie: organism-visitor=" + "a" * 5_000,
        "Cookie: =;;=",
        "Te: x",
    ),
    *(
        "Content-Length: -1",
        "Content-Length: x",
        "Transfer-Encoding: chunked",
        "Upgrade: websocket",
    ),
    *(
        "X-Forwarded-For: ::::",
        "X-Forwarded-Proto: x",
        "X-Forwarded-Host: evil.example",
        "X: " + "y" * 70_000,
    ),
    *(
        "Forwarded: for=x",
        "Content-Type: \xff",
        "X-Lecture-Token: \xfc",
        "If-Modified-Since: never",
        ": empty",
    ),
)
HOSTS = (
    "evil.example",
    "127.0.0.1.evil.example",
    "a b",
    "",
    "[::",
    "x@y",
    "localhost:999999",
    "\xff",
)
ORIGINS = (
    "http://evil.example",
    "null",
    "http://127.0.0.1:1",
    "http://localhost",
    "x",
    "",
    "\xff",
    "file://",
)


def requests(seed: int, host: str, run: str) -> Iterator[bytes]:
    """All of them; of bad values each endpoint gets some, by the seed."""
    chance = random.Random(seed)

    def message(
        method: str, target: str, *headers: str, body: bytes = b"", name: str = host
    ) -> bytes:
        target = target.replace("{run}", run).replace("{bad}", chance.choice(BAD))
        length = [f"Content-Length: {len(body)}"] if body else []
        lines = [f"{method} {target} HTTP/1.1", f"Host: {name}", "Connection: close", *length]
        return "\r\n".join([*lines, *headers, "", ""]).encode("latin-1") + body

    for path in OURS + STREAMLITS:
        yield from (message(method, path) for method in METHODS)
        yield from (message("GET", path, name=each) for each in HOSTS)
        yield from (
            message(each, path, f"Origin: {chance.choice(ORIGINS)}") for each in METHODS[:4]
        )
        yield from (message("GET", path, f"Origin: {each}") for each in ORIGINS[:3])
        yield from (message("GET", path, chance.choice(HEADERS)) for _ in range(6))
    for path in NUMBERS:
        yield from (message("GET", path) for _ in range(12))
    yield from (message("GET", trick) for trick in TRICKS)
    yield from (message("GET", "/", header) for header in HEADERS)
    for body in BODIES:
        yield message("POST", "/organism/lectures", body=body)
        yield message("PUT", "/organism/lectures/bcdfgh", body=body)
        yield message("POST", "/organism/lectures/bcdfgh/vote", body=body)
        yield message("PUT", "/organism/lectures/bcdfgh/poll", body=body)
        yield message("POST", "/organism/parquet?types={bad}", body=body)
        yield message("PUT", "/_stcore/upload_file/x/y", body=body)
    yield message("POST", "/organism/parquet?types=text", body=b"a\n" + b"1\n" * 16_500_000)
    yield from (message("POST", "/organism/lectures", body=VIEW) for _ in range(60))
    yield from (message("GET", f"/organism/lectures/{n:06}") for n in range(120))
    yield from (chance.randbytes(200) for _ in range(20))


async def ask(host: str, request: bytes) -> bytes:
    """The whole answer; b"" where the server hangs up without one."""
    name, _, port = host.partition(":")
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(name, int(port))
        try:
            writer.write(request)
            await writer.drain()
            return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()


def problem(answer: bytes, *secrets: str) -> str | None:
    """What is wrong with an answer, if anything is."""
    status = answer[9:12].decode("latin-1")
    if status.startswith("5") and status != "501":
        return f"answered {status}"
    text = answer[:200_000].decode("latin-1")
    return "tells of the server's inside" if leaks(text, *secrets) else None


async def bombard(
    host: str, run: str, seed: int, until: float, *secrets: str
) -> tuple[int, list[str]]:
    """(how many were sent, findings)."""
    sent, findings = 0, []
    every = [*requests(seed, host, run)]
    random.Random(seed).shuffle(every)  # so that in a short time there are some of all kinds
    for request in every:
        if asyncio.get_running_loop().time() > until:
            break
        sent += 1
        shown = request[:120].decode("latin-1").replace("\r\n", " · ")
        try:
            wrong = problem(await ask(host, request), *secrets)
        except TimeoutError:
            wrong = "never answered"
        if wrong:
            findings.append(f"{shown}: {wrong}")
    return sent, findings
