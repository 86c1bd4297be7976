"""What fills and measures a city."""
