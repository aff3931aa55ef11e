"""The canary sweep: a random token in every field that is not public, and a search of everything the product writes."""
