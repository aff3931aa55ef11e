"""What consultations are, what may happen to them, and what becomes public. Pure: no I/O, no clock."""
