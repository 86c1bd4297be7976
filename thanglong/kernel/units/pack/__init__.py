"""A city pack's folder `units`, read into rows: no database, each fault with its file and line."""

from thanglong.kernel.units.pack.files import BadPack
from thanglong.kernel.units.pack.reading import read_pack
from thanglong.kernel.units.pack.rows import (
    AgencyRow,
    AreaRow,
    JurisdictionRow,
    Key,
    Pack,
    PostRow,
    SuccessionRow,
)

__all__ = [
    "AgencyRow",
    "AreaRow",
    "BadPack",
    "JurisdictionRow",
    "Key",
    "Pack",
    "PostRow",
    "SuccessionRow",
    "read_pack",
]
