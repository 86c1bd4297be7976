"""No antivirus: the operator has chosen none, and `thanglong check --deploy` says so."""

from pathlib import Path


class NoScanner:
    """The antivirus port where nobody looks."""

    def finding(self, *, path: Path) -> str:
        """Nothing was looked at, so nothing was found."""
        del path
        return ""
