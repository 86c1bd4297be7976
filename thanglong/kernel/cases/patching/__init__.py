"""Changing single values in a YAML file and nothing else of it: comments, order, quotes stay."""

from thanglong.kernel.cases.patching.edits import GONE, CannotPatch, Edit, MovedTo, patch
from thanglong.kernel.cases.patching.reading import Place, value_at

__all__ = ["GONE", "CannotPatch", "Edit", "MovedTo", "Place", "patch", "value_at"]
