"""A Microsoft and a Slack that always say yes, fast enough never to be what is measured: nginx with fixed texts.

Where there is no nginx, or answers must be late, two processes of aiohttp do it. Both speak TLS, as the real ones.
"""

import asyncio
import multiprocessing
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import orjson
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from benchmarks import answers

HOST = "127.0.0.1"
PROCESSES = 2
DISCOVERY = "/v2.0/.well-known/openid-configuration"
TOKEN = "/oauth2/v2.0/token"


@dataclass(frozen=True)
class FarSide:
    """Slack, sign-in and Graph at one address. `kind` says which program answers."""

    kind: str
    origin: str
    ca_file: Path


@contextmanager
def far_side(folder: Path, *, late: float = 0.0) -> Iterator[FarSide]:
    """`late`: seconds that every answer takes."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    certificate = _certificate(folder)
    run = _aiohttp if late or nginx() is None else _nginx
    with run(folder, port, late):
        _await_port(port)
        yield FarSide(run.__name__.lstrip("_"), f"https://{HOST}:{port}", certificate)


def nginx() -> str | None:
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _await_port(port: int) -> None:
    ends = time.monotonic() + 15
    while time.monotonic() < ends:
        with suppress(OSError), socket.create_connection((HOST, port), 1):
            return
        time.sleep(0.02)
    raise TimeoutError("the far side does not listen")


def _certificate(folder: Path) -> Path:
    """Its own authority, for an hour of measuring."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    file = folder / "certificate.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return file


_NGINX = """
{user}daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log warn;
events {{ worker_connections 1024; }}
http {{
  access_log off; default_type application/json; keepalive_requests 10000000; keepalive_timeout 600s;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen {host}:{port} ssl reuseport backlog=1024;
    ssl_certificate {folder}/certificate.pem; ssl_certificate_key {folder}/key.pem;
    location ~ ^/(?<tenant>[^/]+){discovery}$ {{ return 200 '{document}'; }}
    location ~ ^/[^/]+{token_path}$ {{ return 200 '{token}'; }}
    location = {labels_path} {{ alias {folder}/labels.json; }}
    location /api/ {{ return 200 '{slack}'; }}
    location / {{ return 404 '{{}}'; }}
  }}
}}
"""


@contextmanager
def _nginx(folder: Path, port: int, _late: float) -> Iterator[None]:
    (folder / "labels.json").write_bytes(orjson.dumps(answers.labels()))
    filled = _NGINX.format(
        # As root its workers would be somebody who may not read the folder.
        user="user root; " if os.geteuid() == 0 else "",
        folder=folder,
        host=HOST,
        port=port,
        discovery=DISCOVERY,
        token_path=TOKEN,
        labels_path=answers.LABELS_PATH,
        document=orjson.dumps(answers.discovery(f"https://{HOST}:{port}", "$tenant")).decode(),
        token=orjson.dumps(answers.token()).decode(),
        slack=orjson.dumps(answers.slack()).decode(),
    )
    (folder / "nginx.conf").write_text(filled)
    program = nginx() or "nginx"
    running = subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")])  # noqa: S603 - ours
    try:
        yield
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait()


@contextmanager
def _aiohttp(folder: Path, port: int, late: float) -> Iterator[None]:
    fresh = multiprocessing.get_context("spawn")
    running = [fresh.Process(target=_serve, args=(folder, port, late)) for _ in range(PROCESSES)]
    for each in running:
        each.start()
    try:
        yield
    finally:
        for each in running:
            each.terminate()
            each.join()


def _serve(folder: Path, port: int, late: float) -> None:
    with suppress(KeyboardInterrupt):
        web.run_app(
            _application(f"https://{HOST}:{port}", late),
            host=HOST,
            port=port,
            reuse_port=sys.platform == "linux",
            ssl_context=_tls(folder),
            access_log=None,
            print=None,
        )


def _tls(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


def _application(origin: str, late: float) -> web.Application:
    fixed = {
        answers.LABELS_PATH: orjson.dumps(answers.labels()),
        TOKEN: orjson.dumps(answers.token()),
        "/api/": orjson.dumps(answers.slack()),
    }

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        await asyncio.sleep(late)
        body = next((text for part, text in fixed.items() if part in request.path), None)
        if body is None:
            tenant = request.path.split("/")[1]
            body = orjson.dumps(answers.discovery(origin, tenant))
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    return app
