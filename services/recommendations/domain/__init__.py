"""What recommendations, addressees and assignments are, what may happen to them, and what it changes. Pure."""
