"""A certificate authority on loopback: keys, OCSP, revocation lists and time stamps that are real, and of nobody."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from werkzeug.serving import make_server

from ..commands.conftest import qauly

__all__ = ["qauly"]  # the command line, as the tests of commands run it

KEYS = ("root", "foreign", "signer", "revoked", "stranger", "tsa", "ocsp")
PASSWORD = "secret"
_VALID = {"valid-from": "2020-01-01T00:00:00+0000", "valid-to": "2050-01-01T00:00:00+0000"}
_OCSP = {"id": "authority_information_access",
         "smart-value": {"schema": "aia-urls", "params": {"ocsp-responder-names": ["ocsp"]}}}  # fmt: skip
_LISTS = {"id": "crl_distribution_points",
          "smart-value": {"schema": "crl-dist-url", "params": {"crl-repo-names": ["root"]}}}  # fmt: skip


def _pki() -> dict[str, Any]:
    def issued(issuer: str, *extensions: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"issuer": issuer, "validity": _VALID, "extensions": list(extensions), **more}

    certificates = {
        "root": issued("root", subject="root", profiles=[{"id": "simple-ca", "params": {"crl-repo": "root"}}]),
        "foreign": issued("foreign", subject="foreign", profiles=[{"id": "simple-ca", "params": {}}]),
        "signer": issued("root", _OCSP, _LISTS, profiles=["digsig-commitment"]),
        "stranger": issued("foreign", profiles=["digsig-commitment"]),
        "revoked": issued(
            "root", _OCSP, profiles=["digsig-commitment"],
            revocation={"revoked-since": "2021-01-01T00:00:00+0000", "reason": "key_compromise"},
        ),
        "tsa": issued("root", {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]}, _LISTS),
        "ocsp": issued("root", profiles=["ocsp-responder"]),
    }  # fmt: skip
    names = {"root": "ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (СЫНАҚ)", "signer": "ӘДІЛЕТ ДЕПАРТАМЕНТІ (СЫНАҚ)"}
    return {
        "keysets": {"keys": {"path-prefix": ".", "keys": {name: {"path": f"{name}.pem"} for name in KEYS}}},
        "pki-architectures": {
            "nca": {
                "keyset": "keys",
                "entity-defaults": {"country-name": "KZ", "organization-name": "СЫНАҚ / ТЕСТ"},
                "entities": {name: {"common-name": names.get(name, name)} for name in KEYS},
                "certs": certificates,
                "services": {
                    "ocsp": {"ocsp": {"for-issuer": "root", "responder-cert": "ocsp", "signing-key": "ocsp"}},
                    "crl-repo": {
                        "root": {"for-issuer": "root", "signing-key": "root", "simulated-update-schedule": "P90D"}
                    },
                    "time-stamping": {"tsa": {"signing-key": "tsa", "signing-cert": "tsa"}},
                },
            }
        },
    }


@dataclass(frozen=True)
class Pki:
    """Where its services listen, and its certificates and keys in files."""

    folder: Path
    tsa: str

    def settings(self, name: str = "signer", **more: Any) -> dict[str, Any]:
        return {"kind": "pkcs12", "file": str(self.folder / f"{name}.p12"), "timestamps": self.tsa, **more}

    @property
    def root(self) -> bytes:
        return (self.folder / "root.cer").read_bytes()


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pki]:
    folder = tmp_path_factory.mktemp("pki")
    for name in KEYS:
        key = rsa.generate_private_key(65537, 2048)
        plain = serialization.NoEncryption()
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        (folder / f"{name}.pem").write_bytes(pem)
    config = _pki()
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    config["external-url-prefix"] = f"http://127.0.0.1:{server.port}"
    nca = CertomancerConfig(config, key_search_dir=str(folder)).get_pki_arch(ArchLabel("nca"))
    server.app = Animator(AnimatorArchStore({ArchLabel("nca"): nca}), with_web_ui=False)
    for name in ("signer", "revoked", "stranger"):
        (folder / f"{name}.p12").write_bytes(nca.package_pkcs12(CertLabel(name), password=PASSWORD.encode()))
    (folder / "root.cer").write_bytes(nca.get_cert(CertLabel("root")).dump())
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Pki(folder, f"http://127.0.0.1:{server.port}/nca/tsa/tsa")
    server.shutdown()
    server.server_close()
    thread.join()
