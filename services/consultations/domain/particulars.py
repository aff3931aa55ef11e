"""What a consultation says of itself that is neither a text nor a figure: kind, state, days, themes and so on."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final

from services.consultations.domain.values import ConsultationKind, ConsultationState


@dataclass(frozen=True, kw_only=True)
class Days:
    """On which days it took place, or is to. They are corrected together: the last one hangs on the first."""

    starts_date: date | None = None  # None: not given
    ends_date: date | None = None  # None: not given, or the same

    @property
    def only(self) -> date | None:
        """The day, if there is one and no other."""
        return self.starts_date if self.ends_date in (None, self.starts_date) else None


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """Some of them; None is one that is not among them."""

    kind: ConsultationKind | None = None
    state: ConsultationState | None = None
    days: Days | None = None
    themes: tuple[str, ...] | None = None  # sorted
    online: bool | None = None
    languages: tuple[str, ...] | None = None  # codes of ISO 639, sorted

    def __bool__(self) -> bool:
        """Tell whether any is among them."""
        return any(True for _ in self.items())

    def items(self) -> Iterator[tuple[str, Any]]:
        """Yield those that are among them, by name."""
        for each in fields(self):
            if (value := getattr(self, each.name)) is not None:
                yield each.name, value

    def only(self, *names: str) -> "Particulars":
        """Return those of these names."""
        return Particulars(**{name: value for name, value in self.items() if name in names})

    def without(self, *names: str) -> "Particulars":
        """Return all others."""
        return replace(self, **dict.fromkeys(names))

    def beside(self, others: "Particulars") -> "Particulars":
        """Return these and the others."""
        return replace(others, **dict(self.items()))


NO_PARTICULARS: Final = Particulars()
"""None of them."""
