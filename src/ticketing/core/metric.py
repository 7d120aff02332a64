"""Numbers as Prometheus reads them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """Numbers of one name.

    Attributes:
        name: as Prometheus names it.
        kind: ``counter`` or ``gauge``.
        help: what it says, with its unit.
        values: by their labels.
    """

    name: str
    kind: str
    help: str
    values: dict[tuple[tuple[str, str], ...], float]

    @classmethod
    def gauge(cls, name: str, help: str, value: float) -> "Metric":  # noqa: A002  # as Prometheus says
        """A present number without labels."""
        return cls(name, "gauge", help, {(): value})

    @classmethod
    def counter(cls, name: str, help: str, value: float) -> "Metric":  # noqa: A002  # as above
        """A growing number without labels."""
        return cls(name, "counter", help, {(): value})

    def lines(self) -> Iterator[str]:
        """The text of it."""
        yield f"# HELP {self.name} {self.help}\n# TYPE {self.name} {self.kind}\n"
        for labels, value in self.values.items():
            yield f"{self.name}{label_text(labels)} {value:.12g}\n"


def label_text(labels: Iterable[tuple[str, str]]) -> str:
    """Labels as they stand behind a name."""
    parts = []
    for name, value in labels:
        text = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        parts.append(f'{name}="{text}"')
    return f"{{{','.join(parts)}}}" if parts else ""
