"""What a filter asks, as conditions on one row of `assignments`, which the database can tell the rarity of."""

from services.recommendations.store.filters.chosen import Chosen, chosen, of_line
from services.recommendations.store.filters.conditions import BAR
from services.recommendations.store.filters.searching import Looked, Search
from services.recommendations.store.filters.sources import LinePlace, behind

__all__ = ["BAR", "Chosen", "LinePlace", "Looked", "Search", "behind", "chosen", "of_line"]
