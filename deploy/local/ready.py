"""How to tell from outside whether a part is ready."""

import http.client
import socket
import urllib.parse
from typing import Any

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from deploy.local.certificates import Certificates

_SECONDS = 2.0


def listens(port: int) -> bool:
    """Whether somebody accepts connections on a loopback port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=_SECONDS).close()
    except OSError:
        return False
    return True


class Page:
    """A page that answers 200."""

    def __init__(self, url: str) -> None:
        self._url = urllib.parse.urlsplit(url)

    def __call__(self) -> bool:
        """Whether it does."""
        connection = http.client.HTTPConnection(self._url.hostname or "", self._url.port, timeout=_SECONDS)
        try:
            connection.request("GET", self._url.path or "/")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


class Health:
    """A gRPC service whose health says SERVING, asked with the operator's certificate."""

    def __init__(self, certificates: Certificates, address: str) -> None:
        self._certificates = certificates
        self._address = address

    def __call__(self) -> bool:
        """Whether it does."""
        if not listens(int(self._address.rpartition(":")[2])):
            return False
        credentials = grpc.ssl_channel_credentials(
            self._certificates.ca.read_bytes(),
            self._certificates.key("operator").read_bytes(),
            self._certificates.certificate("operator").read_bytes(),
        )
        with grpc.secure_channel(self._address, credentials) as channel:
            stub: Any = health_pb2_grpc.HealthStub(channel)
            try:
                answer = stub.Check(health_pb2.HealthCheckRequest(), timeout=_SECONDS)
            except grpc.RpcError:
                return False
        return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)
