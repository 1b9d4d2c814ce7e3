"""From a signer's certificate to one that is trusted, for signatures that pyHanko does not know."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from asn1crypto import x509

from .algorithms import fits, raw
from .judgement import Verdict

_KNOWN = {"basic_constraints", "key_usage", "extended_key_usage", "certificate_policies", "name_constraints"}
_DEEPEST = 6


def standing(
    certificate: Any, others: Sequence[Any], roots: Sequence[bytes], listings: Sequence[Any], moment: datetime
) -> Verdict:
    """What the certificate was worth at the moment: trusted, untrusted, expired or revoked.

    `others` may stand between it and a root; `listings` are revocation lists. Raises `Unknown` for an algorithm.
    """
    trusted = [x509.Certificate.load(each) for each in roots]
    for path in _paths(certificate, [*trusted, *others], set(roots), ()):
        if any(_unknown_limits(each) for each in path):
            continue
        if any(not each.not_valid_before <= moment <= each.not_valid_after for each in path[:-1]):
            return "expired"  # a root is trusted by its bytes, whatever its dates
        if any(_revoked(each, issuer, listings, moment) for each, issuer in pairwise(path)):
            return "revoked"
        return "trusted"
    return "untrusted"


def _paths(
    certificate: Any, issuers: Sequence[Any], trusted: set[bytes], below: tuple[Any, ...]
) -> Iterable[tuple[Any, ...]]:
    here = (*below, certificate)
    if raw(certificate) in trusted:
        yield here
        return
    if len(here) >= _DEEPEST:
        return
    for issuer in issuers:
        if issuer.subject != certificate.issuer or issuer in here or not _may_issue(issuer):
            continue
        body = certificate["tbs_certificate"]
        algorithm = certificate["signature_algorithm"]["algorithm"].dotted
        if fits(key_info(issuer), algorithm, "", certificate["signature_value"].native, raw(body)):
            yield from _paths(certificate=issuer, issuers=issuers, trusted=trusted, below=here)


def key_info(certificate: Any) -> bytes:
    """The DER of a certificate's SubjectPublicKeyInfo, whatever kind of key it is."""
    return raw(certificate["tbs_certificate"]["subject_public_key_info"])


def _may_issue(certificate: Any) -> bool:
    usage = certificate.key_usage_value
    return bool(certificate.ca) and (usage is None or "key_cert_sign" in usage.native)


def _unknown_limits(certificate: Any) -> bool:
    return bool(certificate.critical_extensions - _KNOWN)


def _revoked(certificate: Any, issuer: Any, listings: Sequence[Any], moment: datetime) -> bool:
    for listing in listings:
        body = listing["tbs_cert_list"]
        algorithm = listing["signature_algorithm"]["algorithm"].dotted
        if listing.issuer != certificate.issuer:
            continue
        if not fits(key_info(issuer), algorithm, "", listing["signature"].native, raw(body)):
            continue
        for entry in body["revoked_certificates"] or ():
            same = entry["user_certificate"].native == certificate.serial_number
            if same and entry["revocation_date"].native <= moment:
                return True
    return False
