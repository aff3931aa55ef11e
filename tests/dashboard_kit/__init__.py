"""What tests of the dashboard stand on: messages with sensible defaults, a canned world, and services that serve it."""
