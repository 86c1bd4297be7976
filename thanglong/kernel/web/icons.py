"""The city's own icons: 24 × 24, drawn with one line of two pixels, put into the page as SVG."""

from markupsafe import Markup, escape

SHAPES = {
    "alert": '<path d="M12 3.5 21.5 20h-19z"/><path d="M12 10v4.5M12 17.2v.1"/>',
    "arrow-left": '<path d="M19 12H5m6-6-6 6 6 6"/>',
    "arrow-right": '<path d="M5 12h14m-6-6 6 6-6 6"/>',
    "bell": '<path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8.5 3v4.5M15.5 3v4.5"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7"/>',
    "chevron": '<path d="m9 5.5 6.5 6.5L9 18.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "coin": '<circle cx="12" cy="12" r="8.5"/>'
    '<path d="M9 9.5h5.5M12.8 7v9M9.2 14a2 2 0 1 0 3.6 0"/>',
    "copy": '<path d="M9 9h11v11H9z"/><path d="M15 9V4H4v11h5"/>',
    "book": '<path d="M12 6.5c-2-1.5-5-2-8-1.5v13c3-.5 6 0 8 1.5 2-1.5 5-2 8-1.5V5c-3-.5-6 0-8 1.5z'
    'M12 6.5v13"/>',
    "case": '<path d="M3.5 8h17v11.5h-17zM9 8V5h6v3M3.5 13h17"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/>'
    '<path d="M3.5 12h17M12 3.5c5 5 5 12 0 17-5-5-5-12 0-17z"/>',
    "lotus": '<path d="M12 4.5c2.5 2.5 3.5 5.5 3.5 8S14 18 12 19c-2-1-3.5-4-3.5-6.5s1-5.5 3.5-8z"/>'
    '<path d="M8.6 10.2C6.5 9.2 4.5 9.2 3 9.8 3.5 14.5 7 18.5 12 19c5-.5 8.5-4.5 9-9.2'
    '-1.5-.6-3.5-.6-5.6.4"/>',
    "pram": '<path d="M12 4v7h8.5a7 7 0 0 1-7 6.5h-2.5A7 7 0 0 1 4 11a7.5 7.5 0 0 1 8-7z'
    'M4 11h8"/>'
    '<circle cx="8" cy="20" r="1.5"/><circle cx="16" cy="20" r="1.5"/>',
    "rings": '<circle cx="9" cy="14" r="5.5"/><circle cx="15" cy="14" r="5.5"/>'
    '<path d="m10 5 2 2 2-2-1-1.5h-2z"/>',
    "shop": '<path d="M5 12v8h14v-8M3 9.5 4.5 4h15L21 9.5a3 3 0 0 1-6 0'
    " 3 3 0 0 1-6 0 3 3 0 0 1-6 0z"
    'M10 20v-5h4v5"/>',
    "dot": '<circle cx="12" cy="12" r="4" fill="currentColor"/>',
    "download": '<path d="M12 4v11m-5-5 5 5 5-5M5 20h14"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/>'
    '<circle cx="12" cy="12" r="3"/>',
    "file": '<path d="M6 3.5h8l4.5 4.5v12.5H6z"/><path d="M14 3.5V8h4.5"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "flag": '<path d="M6 21V4h11.5l-2.5 4 2.5 4H6"/>',
    "half": '<circle cx="12" cy="12" r="8"/><path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor"/>',
    "home": '<path d="m3.5 11.5 8.5-8 8.5 8M6 9.5V20h12V9.5M10 20v-6h4v6"/>',
    "inbox": '<path d="M4 14 6.5 5h11L20 14v5.5H4zM4 14h4.5l1.5 2.5h4l1.5-2.5H20"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "letter": '<path d="M3.5 6h17v12.5h-17z"/><path d="m3.5 7 8.5 6.5L20.5 7"/>',
    "link": '<path d="M14 5h5v5M19 5l-8.5 8.5M10 6H5v13h13v-5"/>',
    "lock": '<path d="M5.5 11h13v9.5h-13zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "minus": '<path d="M5 12h14"/>',
    "paper": '<path d="M6 3.5h12v17H6zM9 8h6M9 12h6M9 16h3.5"/>',
    "pause": '<path d="M8.5 5.5v13M15.5 5.5v13"/>',
    "pen": '<path d="m4 20 1-4.5L16 4.5l3.5 3.5-11 11zM13.5 7l3.5 3.5"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6"/>'
    '<path d="M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.7c2.2.8 3.5 2.6 3.5 5.3"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c0-4.5 3.5-6.5 8-6.5s8 2 8 6.5"/>',
    "pin": '<path d="M12 21.5s-7-6.5-7-11.5a7 7 0 0 1 14 0c0 5-7 11.5-7 11.5z"/>'
    '<circle cx="12" cy="10" r="2.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V3.5h10V9M7 17H4V9h16v8h-3M7 14h10v6.5H7z"/>',
    "return": '<path d="M9 6 4 11l5 5M4 11h10a5.5 5.5 0 0 1 0 11h-3"/>',
    "ring": '<circle cx="12" cy="12" r="7"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "send": '<path d="m3.5 11.5 17-7-6 16-3.5-6.5z"/><path d="m11 14 9.5-9.5"/>',
    "shield": '<path d="M12 3 4.5 6v6c0 4.5 3 7.5 7.5 9 4.5-1.5 7.5-4.5 7.5-9V6z"/>'
    '<path d="m8.5 12 2.5 2.5 4.5-5"/>',
    "stamp": '<path d="M5 20.5h14M6 16.5h12v-3h-4.5c-1-3 1-4 1-6.5a2.5 2.5 0 0 0-5 0'
    'c0 2.5 2 3.5 1 6.5H6z"/>',
    "stop": '<path d="M8 3.5h8l4.5 4.5v8L16 20.5H8L3.5 16V8z"/><path d="m9 9 6 6M15 9l-6 6"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2.5M12 19v2.5M2.5 12H5M19 12h2.5'
    'M5.3 5.3 7 7M17 17l1.7 1.7M5.3 18.7 7 17M17 7l1.7-1.7"/>',
    "upload": '<path d="M12 16V5M7 9.5 12 4.5l5 5M5 20h14"/>',
    "wallet": '<path d="M3.5 6.5h17v13h-17zM3.5 10.5h17M15 15.5h2.5"/>',
}


def icon(name: str, label: str = "") -> Markup:
    """One icon. Without a label it is decoration and hidden from screen readers."""
    naming = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    drawing = (
        f'<svg class="icon" viewBox="0 0 24 24" width="24" height="24" focusable="false" {naming}>'
        f"{SHAPES[name]}</svg>"
    )
    return Markup(drawing)  # noqa: S704 - shapes are our own, the label is escaped
