"""Made-up applicants who try a procedure: seeded, bounded, aimed at what nobody has reached."""

from thanglong.kernel.cases.generating.reaching import (
    APPLICANTS_MAX,
    SEED,
    Reached,
    findings_of,
    generate,
)

__all__ = ["APPLICANTS_MAX", "SEED", "Reached", "findings_of", "generate"]
