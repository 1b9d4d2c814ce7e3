"""The content folders: what ships with the package, and overlays in which the later folder wins by whole file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import CallerError
from .messages import _

SHIPPED = Path(__file__).resolve().parent.parent  # the folder that holds legal_texts/, templates/, locales/
FOLDERS = ("legal_texts", "templates", "locales")


@dataclass(frozen=True, slots=True)
class Content:
    """Files by their path below the content root, such as `legal_texts/acts.yaml`; layers run from base to top."""

    layers: tuple[Path, ...]

    @classmethod
    def open(cls, folders: Sequence[Path | str] = ()) -> "Content":
        """The shipped content with the overlay `folders` upon it; `CallerError` for a folder that is none."""
        overlays = tuple(Path(folder).resolve() for folder in folders)
        for folder in overlays:
            if not any((folder / name).is_dir() for name in FOLDERS):
                raise CallerError(
                    _("{folder} holds no content.", folder=folder),
                    field="--content",
                    fix=_("Name a folder that holds legal_texts/, templates/ or locales/."),
                )
        return cls((SHIPPED, *overlays))

    def path(self, name: str) -> Path:
        """The file that wins; raises FileNotFoundError with the name asked for."""
        for layer in reversed(self.layers):
            candidate = layer / name
            if candidate.is_file():
                return candidate
        raise FileNotFoundError(name)

    def exists(self, name: str) -> bool:
        return any((layer / name).is_file() for layer in self.layers)

    def read_bytes(self, name: str) -> bytes:
        return self.path(name).read_bytes()

    def read_text(self, name: str) -> str:
        return self.path(name).read_text("utf-8")

    def files(self, folder: str, pattern: str) -> tuple[str, ...]:
        """Names of the files below `folder` that match the glob `pattern`, over all layers, sorted."""
        return tuple(sorted(set(self._matches(folder, pattern))))

    def folders(self, folder: str) -> tuple[str, ...]:
        """Names of the folders directly in `folder`, over all layers, sorted."""
        found = {
            child.name
            for layer in self.layers
            if (layer / folder).is_dir()
            for child in (layer / folder).iterdir()
            if child.is_dir() and not child.name.startswith(("_", "."))
        }
        return tuple(sorted(found))

    def _matches(self, folder: str, pattern: str) -> Iterator[str]:
        for layer in self.layers:
            for found in (layer / folder).glob(pattern):
                if found.is_file():
                    yield found.relative_to(layer).as_posix()
