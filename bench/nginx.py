"""A real nginx to measure beside: static files from a folder, or the configuration that we ship."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.house import answers, free_port, pinned
from wireroom.core.home import home

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

BEFORE = """
worker_processes 1; daemon off; pid {room}/nginx.pid; error_log {room}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache off;
    client_body_temp_path {room}/body; proxy_temp_path {room}/proxy; fastcgi_temp_path {room}/fastcgi;
    uwsgi_temp_path {room}/uwsgi; scgi_temp_path {room}/scgi;
    upstream wireroom {{ server {app}; keepalive 32; }}
    server {{
        listen 127.0.0.1:{port};
        root {root};
        gzip_static on; gzip_vary on;
        location ~ /$ {{ try_files ${{uri}}index.html @wireroom; }}
        location / {{ try_files $uri @wireroom; }}
        location @wireroom {{
            proxy_pass http://wireroom; proxy_http_version 1.1;
            proxy_set_header Connection ""; proxy_set_header Host {app};
        }}
    }}
}}
"""


def installed() -> str | None:
    return shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


@contextmanager
def running(config: str, room: Path, port: int, *, core: int | None = None) -> Iterator[tuple[int, str]]:
    """nginx with `config`; gives its process number and address once it answers."""
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


@contextmanager
def before(site: str, room: Path) -> Iterator[str]:
    """nginx that serves the press folder itself and asks the house at `site` for the rest."""
    port, app = free_port(), site.removeprefix("http://")
    root = home() / "press" / "current" / "web"
    with running(BEFORE.format(room=room, port=port, root=root, app=app), room, port) as (_pid, address):
        yield address
