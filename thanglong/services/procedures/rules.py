"""Finding a procedure by the words that people use, and naming who did something."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PREFIX_WORTH = 0.6
WORD_MIN = 2
PHRASE_BONUS = 4.0
SHARE_MIN = 0.34  # of what the query could score at best
LAW_KINDS = {"NĐ": "Nghị định", "TT": "Thông tư", "NQ": "Nghị quyết", "QĐ": "Quyết định"}
_KINDS = re.compile(r"(?<![\w/-])(NĐ|TT|NQ|QĐ) (?=\d)")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one procedure, folded, with what each is worth; and its phrases."""

    weights: Mapping[str, float]
    phrases: tuple[str, ...]


def words_of(parts: Iterable[tuple[str, float]], *, phrases: Iterable[str]) -> Words:
    """Gather folded texts with their worth; a word keeps its highest.

    parts: (folded text, worth > 0).
    Source: the design of search in plain words, design/look.md (city decision, ADR 0013).
    """
    weights: dict[str, float] = {}
    for text, worth in parts:
        for word in split(text):
            weights[word] = max(weights.get(word, 0.0), worth)
    return Words(weights, tuple(phrases))


def ranked(query: str, library: Mapping[str, Words]) -> list[str]:
    """The keys whose words answer the query, best first; all of nothing when the query is empty.

    query: folded. A rare word tells more than one that every procedure has; the beginning of a
    word counts for less than the word; a phrase that people use counts most.
    Source: inverse document frequency, as in any textbook on information retrieval.
    """
    asked = split(query)
    if not asked:
        return []
    rarity = {word: _rarity(word, library) for word in asked}
    best = sum(rarity.values())
    scores = {
        key: _score(asked, rarity, words) + _phrase_bonus(query, words)
        for key, words in library.items()
    }
    found = [key for key, score in scores.items() if best and score >= SHARE_MIN * best]
    return sorted(found, key=lambda key: (-scores[key], key))


def holder_words(post: str, agency: str) -> str:
    """The post and its agency, without saying twice what both names say.

    `Chủ tịch UBND phường` of `UBND phường Ba Đình` is `Chủ tịch UBND phường Ba Đình`.
    Source: design/look.md, the thread (city decision, ADR 0013).
    """
    said, name = post.split(), agency.split()
    for length in range(min(len(said), len(name)), 0, -1):
        if said[-length:] == name[:length]:
            return " ".join([*said, *name[length:]])
    return ", ".join(part for part in (post, agency) if part)


def law_words(cite: str) -> str:
    """A citation without the abbreviations that only offices know: `NĐ 123/2015/NĐ-CP` is
    `Nghị định 123/2015/NĐ-CP`.

    Source: Law on Promulgation of Legal Documents 64/2025/QH15, article 4 (kinds of documents).
    """
    return _KINDS.sub(lambda found: f"{LAW_KINDS[found.group(1)]} ", cite)


def split(text: str) -> list[str]:
    """The words of a folded text that are long enough to mean something.

    Source: city decision, ADR 0013.
    """
    clean = "".join(char if char.isalnum() else " " for char in text)
    return [word for word in clean.split() if len(word) >= WORD_MIN]


def _score(asked: list[str], rarity: Mapping[str, float], words: Words) -> float:
    return sum(rarity[word] * _worth(word, words.weights) for word in asked)


def _worth(word: str, weights: Mapping[str, float]) -> float:
    if word in weights:
        return weights[word]
    begun = [worth for known, worth in weights.items() if known.startswith(word)]
    return PREFIX_WORTH * max(begun, default=0.0)


def _rarity(word: str, library: Mapping[str, Words]) -> float:
    having = sum(1 for words in library.values() if _worth(word, words.weights) > 0)
    return math.log(1 + len(library) / (1 + having))


def _phrase_bonus(query: str, words: Words) -> float:
    hits = [phrase for phrase in words.phrases if phrase in query or query in phrase]
    return PHRASE_BONUS if hits else 0.0
