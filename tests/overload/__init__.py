"""Whoever asks for too much: floods of real processes, what came of them, and everybody else meanwhile."""
