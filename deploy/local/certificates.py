"""A certificate authority of this machine's own, and one certificate per workload.

Authority and workloads' keys are made anew at each start, so that a certificate of a former start opens nothing. The
authority's key is never written: who reads the folder cannot make further certificates. Every file is 0600: a
certificate is no secret, but nothing in the folder is anybody else's business.
"""

import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from deploy.local.files import private_folder, write_private
from deploy.local.names import MIGRATORS, WORKLOADS

_LIFE = timedelta(days=90)
# A clock that runs behind must not find a certificate that is not valid yet.
_EARLY = timedelta(hours=3)


@dataclass(frozen=True)
class _Authority:
    """Who signs."""

    key: ec.EllipticCurvePrivateKey = field(repr=False)
    certificate: x509.Certificate

    @classmethod
    def new(cls) -> Self:
        """Make one under a name of its own."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(f"Roundtable local authority {os.urandom(4).hex()}")
        certificate = (
            _builder(name, name, key.public_key(), _LIFE)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        return cls(key, certificate)


class Certificates:
    """The authority and the workloads' certificates in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ca = folder / "ca" / "ca.pem"
        self._authority: _Authority | None = None

    def make(self, workloads: Iterable[str] = (*WORKLOADS, *MIGRATORS)) -> None:
        """Make a new authority, and a certificate for each workload."""
        private_folder(self.folder)
        private_folder(self.ca.parent)
        self._authority = _Authority.new()
        write_private(self.ca, self._authority.certificate.public_bytes(serialization.Encoding.PEM))
        (self.ca.parent / "ca.key").unlink(missing_ok=True)  # earlier versions kept it
        for workload in workloads:
            self.add(workload)

    def add(self, workload: str) -> None:
        """Make a certificate for one more workload, by the authority that `make` has made here.

        Raises:
            RuntimeError: It was not made here.
        """
        if self._authority is None:
            raise RuntimeError("the authority's key is only where it was made")
        self._issue(workload, self._authority.key, self._authority.certificate)

    def certificate(self, workload: str) -> Path:
        """Return the workload's certificate: server's and client's in one."""
        return self.folder / workload / "certificate.pem"

    def key(self, workload: str) -> Path:
        """Return the workload's private key."""
        return self.folder / workload / "key.pem"

    def keystore(self, workload: str) -> Path:
        """Return key and certificate in one file, as Java reads them."""
        return self.folder / workload / "keystore.pem"

    def settings(self, workload: str) -> dict[str, str]:
        """Return the settings a process finds its certificate by."""
        return {
            "RT_TLS_CERTIFICATE": str(self.certificate(workload)),
            "RT_TLS_KEY": str(self.key(workload)),
            "RT_TLS_CA": str(self.ca),
        }

    def _issue(self, workload: str, ca_key: ec.EllipticCurvePrivateKey, ca: x509.Certificate) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        names = [
            x509.DNSName(workload.replace("_", "-")),
            x509.DNSName("localhost"),
            x509.IPAddress(ipaddress.IPv4Address("127.0.0.1")),
        ]
        both_ends = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
        signed_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
        certificate = (
            _builder(_name(workload), ca.subject, key.public_key(), _LIFE)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(both_ends, critical=False)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(signed_by, critical=False)
            .sign(ca_key, hashes.SHA256())
        )
        private_folder(self.folder / workload)
        public_pem = certificate.public_bytes(serialization.Encoding.PEM)
        write_private(self.key(workload), _pem(key))
        write_private(self.certificate(workload), public_pem)
        write_private(self.keystore(workload), _pem(key) + public_pem)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, life: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLY)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
