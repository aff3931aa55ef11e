"""All SQL of notifications. Every function takes the caller's transaction."""
