"""A real nginx to measure beside: static files from a folder, or the configuration that we ship."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.house import answers, free_port, pinned

STATIC = """
worker_processes 1; daemon off; pid {room}/nginx.pid; error_log {room}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache off;
    types {{ text/html html; }}
    charset utf-8;
    client_body_temp_path {room}/body; proxy_temp_path {room}/proxy; fastcgi_temp_path {room}/fastcgi;
    uwsgi_temp_path {room}/uwsgi; scgi_temp_path {room}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {root};
        gzip_static on; gzip_vary on;
{headers}
        location / {{ index index.html; }}
    }}
}}
"""

SHIPPED = Path(__file__).parent.parent / "deploy" / "nginx.conf"
MAIN = """
worker_processes 1; daemon off; pid {room}/nginx.pid; error_log {room}/error.log; pcre_jit on;
events {{ worker_connections 1024; }}
http {{
    access_log off; keepalive_requests 1000000;
    client_body_temp_path {room}/body; proxy_temp_path {room}/proxy; fastcgi_temp_path {room}/fastcgi;
    uwsgi_temp_path {room}/uwsgi; scgi_temp_path {room}/scgi;
{site}
}}
"""


def installed() -> str | None:
    return shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


@contextmanager
def running(config: str, room: Path, port: int, *, core: int | None = None) -> Iterator[tuple[int, str]]:
    """nginx with `config`; gives its process number and address once it answers."""
    room.mkdir(exist_ok=True)
    file = room / "nginx.conf"
    file.write_text(config)
    process = subprocess.Popen(pinned([installed() or "nginx", "-p", str(room), "-c", str(file)], core))
    try:
        for _ in range(200):
            if answers(f"http://127.0.0.1:{port}/en/") or process.poll() is not None:
                break
            time.sleep(0.02)
        yield process.pid, f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def static(root: Path, headers: Mapping[str, str], room: Path, *, core: int | None = None) -> Iterator[tuple[int, str]]:
    """nginx that serves the files below `root` with `headers`."""
    port = free_port()
    lines = "\n".join(f'        add_header {name} "{value}";' for name, value in headers.items())
    with running(STATIC.format(room=room, port=port, root=root, headers=lines), room, port, core=core) as server:
        yield server


def without_tls(config: str, *, port: int, app: str, data: Path) -> str:
    """The configuration that we ship, on one plain port, without limits: all readers of a bench have one address."""
    servers = config.split("\nserver {")
    kept = servers[0] + "\nserver {" + servers[-1]
    kept = re.sub(r"\n    listen [^;]*;", "", kept)
    kept = re.sub(r"\n    ssl_[^;]*;", "", kept)
    kept = re.sub(r"\n +limit_(?:req|conn) [^;]*;", "", kept)
    kept = re.sub(r"\n +add_header Strict-Transport-Security[^;]*;", "", kept)
    kept = kept.replace("server_name news.example.org;", f"listen 127.0.0.1:{port};")
    kept = kept.replace("server 127.0.0.1:8000", f"server {app}").replace("$host;", "$http_host;")
    return kept.replace("/var/lib/wireroom", str(data)).replace("/opt/wireroom", str(SHIPPED.parent.parent))


@contextmanager
def shipped(app: str, port: int, data: Path, room: Path, *, core: int | None = None) -> Iterator[tuple[int, str]]:
    """nginx as we ship it at `port`, before the house at `app` (host and port) with the data folder `data`."""
    site = without_tls(SHIPPED.read_text(), port=port, app=app, data=data)
    with running(MAIN.format(room=room, site=site), room, port, core=core) as server:
        yield server
