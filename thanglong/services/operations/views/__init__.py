"""The pages of operation."""
