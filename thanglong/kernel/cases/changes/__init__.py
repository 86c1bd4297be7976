"""What differs between two texts of a procedure, what it means for open dossiers, in words."""

from thanglong.kernel.cases.changes.compare import compare
from thanglong.kernel.cases.changes.model import Change, Weight, weight_of
from thanglong.kernel.cases.changes.words import WEIGHTS, attribute, post_words, sentence

__all__ = [
    "WEIGHTS",
    "Change",
    "Weight",
    "attribute",
    "compare",
    "post_words",
    "sentence",
    "weight_of",
]
