"""An app that only the next release has: one migration on the busiest table."""
