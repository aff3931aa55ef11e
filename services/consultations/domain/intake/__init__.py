"""Notes intake: what in a pasted text may be an item. Rules of two languages; no network, no model, nothing is kept.

A *candidate* points to its sentence. Kind, speaker, addressee and date are proposed only where the text says so, and a
sentence whose wording is damaged is flagged, never repaired. A person accepts, edits or skips each.
"""

from services.consultations.domain.intake.candidates import Body, Candidate, Garbled, find
from services.consultations.domain.intake.speakers import Speaker
from services.consultations.domain.intake.text import Span

__all__ = ["Body", "Candidate", "Garbled", "Span", "Speaker", "find"]
