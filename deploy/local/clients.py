"""Ready settings for an operator's own tools: grpcurl, kcat and psql get in at once, as `operator`."""

import shlex
from pathlib import Path

from deploy.local.certificates import Certificates
from deploy.local.files import private_folder, write_private
from deploy.local.kafka import Kafka
from deploy.local.names import Ports

OPERATOR = "operator"


def write(folder: Path, certificates: Certificates, kafka: Kafka, ports: Ports) -> None:
    """Write the authority, the operator's certificate, and one file of settings per tool."""
    private_folder(folder)
    ca, certificate, key = folder / "ca.pem", folder / "operator.pem", folder / "operator.key"
    write_private(ca, certificates.ca.read_bytes())
    write_private(certificate, certificates.certificate(OPERATOR).read_bytes())
    write_private(key, certificates.key(OPERATOR).read_bytes())
    # $(cat …/grpcurl.args)
    write_private(folder / "grpcurl.args", f"-cacert {ca} -cert {certificate} -key {key}\n")
    # kcat -F …/kcat.conf
    properties = {
        "bootstrap.servers": kafka.bootstrap,
        "security.protocol": "ssl",
        "ssl.ca.location": ca,
        "ssl.certificate.location": certificate,
        "ssl.key.location": key,
    }
    write_private(folder / "kcat.conf", "".join(f"{name}={value}\n" for name, value in properties.items()))
    # . …/psql.env; psql
    variables = {
        "PGHOST": "127.0.0.1",
        "PGPORT": ports.postgres,
        "PGUSER": OPERATOR,
        "PGDATABASE": "recommendations",
        "PGSSLMODE": "verify-full",
        "PGSSLCERT": certificate,
        "PGSSLKEY": key,
        "PGSSLROOTCERT": ca,
    }
    lines = (f"export {name}={shlex.quote(str(value))}\n" for name, value in variables.items())
    write_private(folder / "psql.env", "".join(lines))
