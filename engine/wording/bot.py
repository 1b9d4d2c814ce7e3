"""What the bot of a messenger says: dated texts in both languages, owned by lawyers (`legal_texts/telegram.yaml`)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from ..content import Content
from ..errors import ContentError, Finding
from ..messages import _
from ..yamlfile import load

FILE = "legal_texts/telegram.yaml"
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pair(Strict):
    kk: Words
    ru: Words

    def both(self, between: str = "\n\n") -> str:
        """Kazakh first."""
        return f"{self.kk}{between}{self.ru}"


class BotTexts(Strict):
    """The bot's words from a day on."""

    start: date
    status: Literal["draft", "approved"]
    notice: Pair  # stands before the link to a notice
    consent: Pair
    agree: Pair
    refuse: Pair
    agreed: Pair
    refused: Pair
    expired: Pair
    hello: Pair


class BotFile(Strict):
    texts: tuple[BotTexts, ...] = Field(min_length=1)

    @field_validator("texts")
    @classmethod
    def _in_order(cls, texts: tuple[BotTexts, ...]) -> tuple[BotTexts, ...]:
        starts = [each.start for each in texts]
        if starts != sorted(set(starts)):
            raise ValueError(_("the starts do not follow one another"), _("Write the earliest first, each day once."))
        return texts


def load_bot(content: Content) -> BotFile:
    """Raises `ContentError` with every fault of the file."""
    return load(content, FILE, BotFile)


def bot_texts(content: Content, on: date) -> BotTexts:
    """The words in force on the day; raises `ContentError` where there are none."""
    found = [each for each in load_bot(content).texts if each.start <= on]
    if not found:
        raise ContentError(
            Finding(
                FILE,
                0,
                "D-003",
                _("nothing is in force on {date}.", date=on.isoformat()),
                _("Add texts that start on that day or before."),
            )
        )
    return found[-1]
