"""Leads visitors through the dashboard behind proxies: a minute or two for each, with nginx.

python -m scripts.proxy_test [NAME …], of those in PLACES; all of them for `make proxy-test`. nginx
runs with docs/nginx.conf, which the README shows; only addresses and the certificate are this
machine's own. ORGNET_BROWSER names the browser's program.
"""

import argparse
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import expect, sync_playwright

from scripts.chromium import launched
from scripts.serving import ROOT, Server, free_port, serving
from scripts.tour import PATIENCE, Tour

CONF = (ROOT / "docs" / "nginx.conf").read_text()
EXPERIMENT = "preset=mnist15-quick&epochs=3&seed=1"  # its archive takes 10 MB
HOST, ELSEWHERE = "lab.example.org", "moodle.example.com"  # which the browser looks for here
FLAGS = [
    "--ignore-certificate-errors",  # that of nginx is signed by nobody
    f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP {ELSEWHERE} 127.0.0.1",
]
FRAME = '<!doctype html><iframe src="{url}/" style="width: 1280px; height: 800px"></iframe>'
# Around it what lets nginx run without rights and keep all that it writes in one folder.
AROUND = """pid pid; error_log log; master_process off;
events {{ }}
http {{
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    {conf}
    server {{
        listen 127.0.0.1:{port} ssl; ssl_certificate cert.pem; ssl_certificate_key key.pem;
        default_type text/html; return 200 '{frame}';
    }}
}}
"""


class Place(NamedTuple):
    """Where the dashboard is met: a folder, whether nginx strips it, and whether in a frame."""

    prefix: str
    is_behind_nginx: bool = True
    is_stripped: bool = False
    is_framed: bool = False


PLACES = {
    "prefix": Place("/lab", is_behind_nginx=False),
    "nginx": Place("/lab"),
    "stripped": Place("/user/x/proxy/8501", is_stripped=True),  # as Jupyter's proxy does
    "frame": Place("/lab", is_framed=True),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("places", nargs="*", metavar="NAME", help=f"of {', '.join(PLACES)}")
    expect.set_options(timeout=PATIENCE)
    for name in parser.parse_args().places or PLACES:
        begun = time.monotonic()
        visit(PLACES[name])
        print(f"{name}: all of it works; {time.monotonic() - begun:.0f} s", flush=True)


def visit(place: Place) -> None:
    frame_port = free_port()
    outside = f"https://{ELSEWHERE}:{frame_port}" if place.is_framed else ""
    settings = {"hosts": HOST, "frame_ancestors": outside}
    prefix = "" if place.is_stripped else place.prefix
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        serving(Path(folder) / "home", prefix, **settings) as server,
        sync_playwright() as driver,
    ):
        browser = launched(driver, *FLAGS)
        if place.is_behind_nginx:
            with proxied(server, place, Path(folder), frame_port) as url:
                Tour(browser, url, outside).go(EXPERIMENT)
        else:
            Tour(browser, server.url).go(EXPERIMENT)
        browser.close()


@contextmanager
def proxied(server: Server, place: Place, folder: Path, frame_port: int) -> Iterator[str]:
    """The dashboard's address behind nginx; at `frame_port` a page of another site frames it."""
    port = free_port()
    url = f"https://{HOST}:{port}{place.prefix}"
    conf = AROUND.format(
        conf=here(CONF, server, place, port), port=frame_port, frame=FRAME.format(url=url)
    )
    (folder / "nginx.conf").write_text(conf)
    certify(folder)
    nginx = ["nginx", "-p", folder, "-c", folder / "nginx.conf"]
    subprocess.run(nginx, check=True)  # goes on in the background once it listens
    try:
        yield url
    finally:
        subprocess.run([*nginx, "-s", "stop"], check=True)


def here(conf: str, server: Server, place: Place, port: int) -> str:
    """The configuration with this machine's addresses. Raises ValueError if it had others."""
    backend = server.url.split("/")[2] + "/" * place.is_stripped
    for was, now in {
        "listen 443": f"listen 127.0.0.1:{port}",
        "/etc/ssl/certs/lab.example.org.pem": "cert.pem",
        "/etc/ssl/private/lab.example.org.key": "key.pem",
        "location /lab/": f"location {place.prefix}/",
        "http://127.0.0.1:8501": f"http://{backend}",
    }.items():
        if conf.count(was) != 1:
            raise ValueError(f"docs/nginx.conf has no {was}.")
        conf = conf.replace(was, now)
    return conf


def certify(folder: Path) -> None:
    """A certificate that nobody has signed, cert.pem, and its key.pem."""
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=lab"
    files = ["-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)


if __name__ == "__main__":
    main()
