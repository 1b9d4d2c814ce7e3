"""The law as the content folders hold it: acts, parameters, calendar, procedures, wording editions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ..content import Content
from ..errors import CallerError, ContentError, Finding
from ..messages import _
from ..wording.editions import Editions
from ..yamlfile import line_of, load
from .acts import Act, Citation, load_acts
from .decision import LegalValue
from .fact_shapes import shape_findings
from .facts import FactsFile
from .parameters import Parameters, load_parameters
from .procedure import Procedure
from .terms import Term
from .workdays import Calendar, load_calendar


@dataclass(frozen=True, slots=True)
class Law:
    """Everything deciding and composing look things up in; read once, never changed."""

    acts: Mapping[str, Act]
    parameters: Parameters
    calendar: Calendar
    procedures: Mapping[str, Procedure]
    editions: Editions

    @classmethod
    def load(cls, content: Content) -> "Law":
        """Reads the content; raises `ContentError` with every fault of the first faulty file."""
        defs = load(content, "legal_texts/facts.yaml", FactsFile).defs
        procedures = {}
        files = {}
        for folder in content.folders("legal_texts"):
            name = f"legal_texts/{folder}/procedure.yaml"
            if content.exists(name):
                files[name] = procedure = load(content, name, Procedure)
                _check_folder(content, name, folder, procedure)
                procedures[procedure.id] = procedure.model_copy(update={"defs": defs})
        wrong = tuple(shape_findings(content, defs, files))
        if wrong:
            raise ContentError(*wrong)
        return cls(load_acts(content), load_parameters(content), load_calendar(content), procedures, Editions(content))

    def procedure(self, name: str) -> Procedure:
        """Raises `CallerError` that lists the procedures there are."""
        if name not in self.procedures:
            known = ", ".join(sorted(self.procedures))
            raise CallerError(
                _("is no procedure we have rules for."),
                field="procedure",
                fix=_("Write one of: {values}.", values=known),
            )
        return self.procedures[name]

    def value(self, name: str, on: date) -> LegalValue:
        """The parameter in force on the day, its terms able to count days."""
        found = self.parameters.at(name, on)
        return replace(found, value=self.bound(found.value))

    def bound(self, value: Any) -> Any:
        """A term with the calendar it counts in; any other value as it is."""
        return replace(value, calendar=self.calendar) if isinstance(value, Term) else value

    def citation(self, act: str, article: str | None, clause: str | None) -> Citation:
        return Citation(self.acts[act], article, clause)


def _check_folder(content: Content, name: str, folder: str, procedure: Procedure) -> None:
    """Wording, courses and messages are found by the folder, events name the procedure: both must be one name."""
    if procedure.id != folder:
        raise ContentError(
            Finding(
                name,
                line_of(content.read_text(name), ("id",)),
                "C-021",
                _("`id` must be the name of the folder."),
                _("Write `id: {folder}`, or rename the folder.", folder=folder),
                f"id: {procedure.id}",
            )
        )
