"""The whole stack on one machine, from real parts and without a container engine."""
