"""The pages of this service."""
