"""An assignment: one tracked recommendation or commitment as put to one addressee, and what each fact changes in it."""

from services.recommendations.domain.assignment.changes import evolve, with_delivery
from services.recommendations.domain.assignment.state import BEGUN, Assignment, Delivery, Step

__all__ = ["BEGUN", "Assignment", "Delivery", "Step", "evolve", "with_delivery"]
