"""What a browser says of itself, in words; and whose site it is, for passkeys."""

import ipaddress

SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("Edg", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
PENDING_SECONDS_MAX = 600


def device_name(user_agent: str) -> str:
    """The device in words that its owner recognises: `Chrome · Android`; empty when unknown.

    Only the kind is kept, no version and no model: it need not tell people apart.
    Source: OWASP ASVS 5.0, 7.5.2 (people see and end their sign-ins).
    """
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " · ".join(part for part in (browser, system) if part)


def has_passkey_name(host: str) -> bool:
    """Whether a host can have passkeys: browsers make them for names, not for number addresses.

    Source: W3C Web Authentication Level 3, 5.1.2 (a relying party id is a domain string).
    """
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return bool(host)
    return False


def is_still_pending(*, begun_at: int, now: int) -> bool:
    """Whether the second step may still follow the first (instants in seconds).

    Source: city decision: ten minutes, as for the codes of the identity provider (RFC 6749, 4.1.2).
    """
    return 0 <= now - begun_at < PENDING_SECONDS_MAX
