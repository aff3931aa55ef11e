"""Small programs in place of the services and the dashboard, to try the stack without them.

`program.py service [migrate]` answers gRPC health over mutual TLS, `program.py dashboard` answers `/healthz`,
`program.py sample-data` marks the data as loaded, `program.py fails` says why and ends.
"""

import json
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import grpc
import psycopg
from grpc_health.v1 import health, health_pb2, health_pb2_grpc


def service() -> None:
    """Serve health until SIGTERM."""
    ca, certificate, key = (Path(os.environ[f"RT_TLS_{name}"]).read_bytes() for name in ("CA", "CERTIFICATE", "KEY"))
    server = grpc.server(ThreadPoolExecutor(2))
    servicer = health.HealthServicer()
    servicer.set("", health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    credentials = grpc.ssl_server_credentials([(key, certificate)], ca, require_client_auth=True)
    server.add_secure_port(os.environ["RT_LISTEN"], credentials)
    server.start()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        time.sleep(60)


def migrate() -> None:
    """Note in the database that a migration ran."""
    with psycopg.connect(os.environ["RT_MIGRATION_DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS migrations (at timestamptz DEFAULT now())")
        connection.execute("INSERT INTO migrations DEFAULT VALUES")


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


def dashboard() -> None:
    """Answer every page with an empty one."""
    host, port = os.environ["RT_LISTEN"].split(":")
    HTTPServer((host, int(port)), _Page).serve_forever()


def sample_data() -> None:
    """Mark the data as loaded."""
    home = Path(os.environ["RT_HOME"])
    (home / "sample-data.done").touch()
    card = {"name_en": "Be the liaison", "email": "liaison@commission.example"}
    (home / "start.json").write_text(json.dumps([card]))
    loads = home / "loads"
    loads.write_text(loads.read_text() + "x" if loads.exists() else "x")


match sys.argv[1:]:
    case ["service", "migrate"]:
        migrate()
    case ["service"]:
        service()
    case ["dashboard"]:
        dashboard()
    case ["sample-data"]:
        sample_data()
    case ["fails"]:
        sys.exit("the reason it gave")
