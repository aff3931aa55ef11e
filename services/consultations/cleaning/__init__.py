"""Documents that somebody uploads: read and cleaned by a child process that can do nothing else.

What comes out is what the public may get: the same pages, pictures and words without what the file says beside them.
Every text of the file comes out, too, for the gate: what stays in it, and what is gone.
"""

from services.consultations.cleaning.parent import Cleaned, Unclean, clean

__all__ = ["Cleaned", "Unclean", "clean"]
