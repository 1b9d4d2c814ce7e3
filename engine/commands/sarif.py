"""Findings as SARIF 2.1.0, which code review tools show beside the line."""

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..content import Content
from ..errors import Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(findings: Sequence[Finding], content: Content, ui: str) -> str:
    """The report as text; messages in the language of the screen, files relative to the working folder."""
    rules = sorted({each.rule for each in findings})
    driver = {"name": "qauly", "version": version("qauly"), "rules": [{"id": rule} for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, rules, content, ui) for each in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _result(finding: Finding, rules: Sequence[str], content: Content, ui: str) -> dict[str, Any]:
    words = " ".join(part.text(ui) for part in (finding.message, finding.fix) if part)
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.file, content)}}
    if finding.line:
        place["region"] = {"startLine": finding.line}
        if finding.quote:
            place["region"]["snippet"] = {"text": finding.quote}
    location: dict[str, Any] = {"physicalLocation": place}
    if finding.clause:
        location["logicalLocations"] = [{"name": finding.clause}]
    return {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": finding.severity,
        "message": {"text": words},
        "locations": [location],
    }


def _uri(file: str, content: Content) -> str:
    if not content.exists(file):
        return file
    place = content.path(file)
    try:
        return place.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return place.as_uri()
