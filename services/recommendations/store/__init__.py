"""All SQL of recommendations. Each function takes the caller's transaction."""
