"""Parts of the verifier's page."""
