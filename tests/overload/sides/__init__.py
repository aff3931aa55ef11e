"""Each service as it is flooded: a room each."""
