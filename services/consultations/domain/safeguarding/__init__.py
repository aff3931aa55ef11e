"""The safeguarding gate: what in a text could lead to a person, and what has to happen before it is public.

Rules only: no network, no model. A detector of this kind misses things, which is why somebody always reads the final
public text; what it finds and misses on a corpus of our own stands in `docs/safeguarding.md`.
"""

from services.consultations.domain.safeguarding.detector import find
from services.consultations.domain.safeguarding.spans import Kind, Span

__all__ = ["Kind", "Span", "find"]
