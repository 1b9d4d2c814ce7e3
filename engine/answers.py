"""What `qauly verify` answers: one question about a file, the verdict, the sentence."""

from dataclasses import dataclass
from typing import Any, Literal

from .messages import Message

Verdict = Literal["good", "bad", "unknown"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One question about the file: its rule, the verdict, the sentence."""

    rule: str
    verdict: Verdict
    message: Message

    def as_json(self) -> dict[str, Any]:
        texts = {lang: self.message.text(lang) for lang in ("kk", "ru", "en")}
        return {"rule": self.rule, "verdict": self.verdict, "message": texts}


def bad(rule: str, message: Message) -> Answer:
    return Answer(rule, "bad", message)
