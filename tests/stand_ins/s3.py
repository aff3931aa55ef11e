"""A server that speaks S3, on loopback with TLS: another program's idea of the protocol, not ours."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import botocore.session
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from services.chassis.files import Place

BUCKET = "evidence"


@dataclass(frozen=True)
class Store:
    """Where it listens, with one bucket in it."""

    place: Place

    def names(self) -> list[str]:
        """Return the names of all objects."""
        return sorted(each["Key"] for each in self._client().list_objects_v2(Bucket=BUCKET).get("Contents", []))

    def content(self, name: str) -> bytes:
        """Return one object as it lies there."""
        body: bytes = self._client().get_object(Bucket=BUCKET, Key=name)["Body"].read()
        return body

    def make_bucket(self) -> None:
        """Make the bucket, as an operator does."""
        self._client().create_bucket(Bucket=BUCKET)

    def _client(self) -> "botocore.client.BaseClient":
        return botocore.session.Session().create_client(
            "s3",
            region_name=self.place.region,
            endpoint_url=self.place.endpoint,
            aws_access_key_id=self.place.access_key,
            aws_secret_access_key=self.place.secret_key,
            verify=str(self.place.ca),
        )


@contextmanager
def a_store(certificate: Path, key: Path, ca: Path) -> Iterator[Store]:
    """Run it until the block ends."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    app = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=context)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    place = Place(
        endpoint=f"https://127.0.0.1:{server.port}",
        bucket=BUCKET,
        region="us-east-1",
        access_key="canary-access",
        secret_key="canary-secret",
        ca=ca,
    )
    try:
        store = Store(place)
        store.make_bucket()
        yield store
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
