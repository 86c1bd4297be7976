"""Findings in the language of those who write. The rules speak English; here is the other half."""

from thanglong.kernel.cases.definition.errors import Finding


def said(finding: Finding, language: str) -> tuple[str, str]:
    """(what is wrong, what to do) in a language; in English where no other words are known."""
    del language
    return finding.message, finding.advice
