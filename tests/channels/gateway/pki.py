"""Keys and certificates of an authority that exists in a test's folder alone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = "құпия"


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "KZ"), x509.NameAttribute(NameOID.COMMON_NAME, text)])


@dataclass
class Authority:
    """A root that issues; `folder` holds its root.pem, each certificate's .p12 and .pem, and crl.pem."""

    folder: Path

    def __post_init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self.serial = 100
        self.revoked: list[int] = []
        self.root = self._signed("СЫНАҚ ОРТАЛЫҒЫ", self.key, 0, 3650, ca=True)
        (self.folder / "root.pem").write_bytes(self.root.public_bytes(serialization.Encoding.PEM))
        self.write_crl()

    @classmethod
    def of_servers(cls, folder: Path, other: str) -> "Authority":
        """With certificates for 127.0.0.1, good and expired, and one for a host elsewhere."""
        made = cls(folder)
        made.issue("good", host="127.0.0.1")
        made.issue("elsewhere", host=other)
        made.issue("expired", start=-30, days=10, host="127.0.0.1")
        return made

    def issue(
        self, title: str, *, start: int = -1, days: int = 365, revoked: bool = False, host: str | None = None
    ) -> int:
        """Files for a new certificate, valid from `start` days from now; its serial number.

        With `host`, a name or an address, it is one for a server.
        """
        key = rsa.generate_private_key(65537, 2048)
        made = self._signed(title, key, start, days, host=host)
        plain = serialization.NoEncryption()
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        (self.folder / f"{title}.key").write_bytes(pem)
        (self.folder / f"{title}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
        sealed = serialization.BestAvailableEncryption(PASSWORD.encode())
        packed = pkcs12.serialize_key_and_certificates(title.encode(), key, made, None, sealed)
        (self.folder / f"{title}.p12").write_bytes(packed)
        if revoked:
            self.revoked.append(made.serial_number)
            self.write_crl()
        return made.serial_number

    def write_crl(self) -> None:
        now = datetime.now(UTC)
        listing = x509.CertificateRevocationListBuilder().issuer_name(self.root.subject)
        listing = listing.last_update(now - timedelta(days=1)).next_update(now + timedelta(days=30))
        for serial in self.revoked:
            one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now - timedelta(hours=2))
            listing = listing.add_revoked_certificate(one.build())
        data = listing.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        (self.folder / "crl.pem").write_bytes(data)

    def _signed(
        self, title: str, key: rsa.RSAPrivateKey, start: int, days: int, ca: bool = False, host: str | None = None
    ) -> x509.Certificate:
        self.serial += 1
        now = datetime.now(UTC)
        usage = x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False)
        made = x509.CertificateBuilder().subject_name(name(title)).public_key(key.public_key())
        made = made.issuer_name(name("СЫНАҚ ОРТАЛЫҒЫ")).serial_number(self.serial)
        made = made.not_valid_before(now + timedelta(days=start - ca)).not_valid_after(
            now + timedelta(days=start + days)
        )
        made = made.add_extension(x509.BasicConstraints(ca, None), critical=True).add_extension(usage, critical=True)
        own, issuer = (each.public_key() for each in (key, self.key))
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(own), critical=False)
        made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
        if host is not None:
            made = made.add_extension(x509.SubjectAlternativeName([_host(host)]), critical=False)
        return made.sign(self.key, hashes.SHA256())


def _host(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        return x509.DNSName(text)
