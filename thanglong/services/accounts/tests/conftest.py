import pytest
from django.conf import LazySettings


@pytest.fixture(autouse=True)
def _quick_hashes(settings: LazySettings) -> None:
    """Argon2 is slow on purpose; most sentences here are not about that."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
    ]
