"""Whether a PDF is PDF/A-3a and PDF/UA-1, as an independent validator sees it."""

import re
import shutil
import subprocess
from tempfile import NamedTemporaryFile

import page

PROFILES = (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1)


def findings(pdf: bytes) -> list[str]:
    """What is wrong with it, in the validator's words; empty for a file that is both."""
    failures = [failure for profile in PROFILES for failure in page.validate_pdf_bytes(pdf, profile=profile).failures]
    found = [f"{failure.rule_id}: {failure.message}" for failure in failures if not _is_false_alarm(pdf, failure)]
    return [*found, *_verapdf(pdf)]


def _verapdf(pdf: bytes) -> list[str]:
    """A second judge, where its program is found."""
    program = shutil.which("verapdf")
    if program is None:
        return []
    faults = []
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        for flavour in ("3a", "ua1"):
            command = [program, "--format", "text", "--flavour", flavour, file.name]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            if not run.stdout.startswith("PASS"):
                faults.append(f"verapdf {flavour}: {run.stdout.strip()}")
    return faults


def _is_false_alarm(pdf: bytes, failure: page.ValidationFailure) -> bool:
    """The validator takes a carriage return that ends a stream's data for a part of the line end after it."""
    if not failure.rule_id.endswith("STREAM-LENGTH-001"):
        return False
    streams = re.finditer(rb"/Length (\d+)[^>]*>>\s*stream\n", pdf)
    ends = [(match.end() + int(match[1])) for match in streams]
    return any(pdf[end - 1 : end] == b"\r" for end in ends) and all(
        pdf[end:].startswith(b"\nendstream") for end in ends
    )
