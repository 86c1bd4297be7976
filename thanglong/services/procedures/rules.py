"""Finding a procedure by the words that people use, and naming who did something."""

import datetime
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PREFIX_WORTH = 0.6
WORD_MIN = 2
PHRASE_BONUS = 4.0
SHARE_MIN = 0.34  # of what the query could score at best
TAIL_MIN = 0.3  # of what the best procedure scores: what only shares a syllable is noise
SLIP_WORD_MIN = 3  # in shorter words every slip makes another word
_SINCE = re.compile(r"từ (\d{1,2})/(\d{1,2})/(\d{4}): (.+)")
_YEAR = re.compile(r"/(\d{4})/")
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
    word counts for less than the word; a phrase that people use counts most. A word that nothing
    has is read as the nearest one, if a single slip of the finger lies between them.
    Source: inverse document frequency, as in any textbook on information retrieval.
    """
    asked = _without_slips(split(query), library)
    query = " ".join(asked)
    if not asked:
        return []
    rarity = {word: _rarity(word, library) for word in asked}
    best = sum(rarity.values())
    scores = {
        key: _score(asked, rarity, words) + _phrase_bonus(query, words)
        for key, words in library.items()
    }
    least = max(SHARE_MIN * best, TAIL_MIN * max(scores.values(), default=0.0))
    found = [key for key, score in scores.items() if best and score >= least]
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


def is_one_slip(one: str, other: str) -> bool:
    """Whether a letter is missing, too many or wrong between two words, or two changed places.

    Source: Damerau, A technique for computer detection and correction of spelling errors, 1964.
    """
    if one == other or abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < SLIP_WORD_MIN:
        return False
    at = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    mine, theirs = one[at:], other[at:]
    return (
        mine[1:] == theirs[1:]
        or mine[1:] == theirs
        or mine == theirs[1:]
        or (mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:])
    )


def law_on(cite: str, on: datetime.date) -> str:
    """What of a citation is law on a day: of `A; từ 01/7/2025: B` A before that day and B from it
    on; a document whose year is still to come is left out.

    Source: how the city's procedures cite (docs/procedures.md).
    """
    kept: list[str] = []
    for part in cite.split("; "):
        if since := _SINCE.fullmatch(part):
            day, month, year = (int(since[number]) for number in (1, 2, 3))
            kept = [since[4]] if datetime.date(year, month, day) <= on else kept
        elif all(int(year) <= on.year for year in _YEAR.findall(part)):
            kept.append(part)
    return "; ".join(kept) or cite


def split(text: str) -> list[str]:
    """The words of a folded text that are long enough to mean something.

    Source: city decision, ADR 0013.
    """
    clean = "".join(char if char.isalnum() else " " for char in text)
    return [word for word in clean.split() if len(word) >= WORD_MIN]


def _without_slips(asked: list[str], library: Mapping[str, Words]) -> list[str]:
    return [word if _is_known(word, library) else _nearest(word, library) for word in asked]


def _is_known(word: str, library: Mapping[str, Words]) -> bool:
    return len(word) < SLIP_WORD_MIN or any(_worth(word, one.weights) for one in library.values())


def _nearest(word: str, library: Mapping[str, Words]) -> str:
    """The word of most procedures that is one slip away; the word itself if there is none."""
    near = Counter(
        known for one in library.values() for known in one.weights if is_one_slip(word, known)
    )
    return min(near, key=lambda known: (-near[known], known), default=word)


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
    hits = [
        phrase for phrase in words.phrases if phrase in query or (" " in query and query in phrase)
    ]
    return PHRASE_BONUS if hits else 0.0
