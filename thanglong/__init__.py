"""Thăng Long: an open digital-city platform. Rooms: config, kernel, services, adapters."""
