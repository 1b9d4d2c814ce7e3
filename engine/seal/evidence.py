"""What must lie beside a signed file so that its signature can be judged in thirty years: chain, revocation, time."""

import asyncio
import hashlib
from typing import Any

from pyhanko.sign.timestamps import TimeStamper

from ..render.package import Part, pack_parts


def evidence_zip(key: Any, authority: TimeStamper | None, signed: bytes) -> bytes:
    """A zip: the signer's certificate and chain, OCSP answers and CRLs that could be had, a time stamp of the file."""
    return asyncio.run(_collect(key, authority, signed))


async def _collect(key: Any, authority: TimeStamper | None, signed: bytes) -> bytes:
    import aiohttp
    from pyhanko_certvalidator import CertificateValidator, ValidationContext
    from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError
    from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend

    parts: dict[str, bytes] = {"signer.cer": key.signing_cert.dump()}
    chain = list(key.cert_registry)
    for number, certificate in enumerate(sorted(chain, key=lambda each: each.dump()), 1):
        parts[f"chain-{number}.cer"] = certificate.dump()
    roots = [each for each in chain if each.self_issued]
    async with aiohttp.ClientSession() as session:
        context = ValidationContext(
            trust_roots=roots,
            other_certs=chain,
            allow_fetching=True,
            fetcher_backend=AIOHttpFetcherBackend(session),
            revocation_mode="soft-fail",
        )
        try:
            await CertificateValidator(key.signing_cert, validation_context=context).async_validate_usage(set())
        except (PathBuildingError, PathValidationError) as error:
            parts["problem.txt"] = str(error).encode()  # whoever signs with a bad key has that on record too
    for number, answer in enumerate(sorted(each.dump() for each in context.ocsps), 1):
        parts[f"ocsp-{number}.der"] = answer
    for number, listing in enumerate(sorted(each.dump() for each in context.crls), 1):
        parts[f"crl-{number}.der"] = listing
    if authority is not None:
        token = await authority.async_timestamp(hashlib.sha256(signed).digest(), "sha256")
        parts["archive.tst"] = token.dump()
    return pack_parts({name: Part.of(data) for name, data in parts.items()})
