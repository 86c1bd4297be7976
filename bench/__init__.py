"""Measuring a city over HTTP, each figure beside what the bare database can do."""
