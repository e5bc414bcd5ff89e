"""The features by which a language is told: hashed letter groups and words. `language-head.ts` of the product computes the same.

A word is a run of letters without a digit. With a mark at both ends, it gives each of its groups of 1 to 4 letters, and itself. A
feature is the bucket of its hash (FNV-1a, 32 bits). All sums are of whole numbers, so that both programs find exactly the same.
"""

import re
import unicodedata
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_matrix

LONGEST_GROUP = 4
MARK = '_'
GROUP_SEED, WORD_SEED = 0x811C9DC5, 0x9747B28C
PRIME = 0x01000193

_run = re.compile(r'[0-9a-z\u00df-\u017f]+')
_known_letter = re.compile(r'[a-z\u00df-\u017f]')


def to_readable(text, keeps_accents):
    """Writes Latin text as `readable-text.ts` does: in lower case, with the letters that the vocabulary has."""
    plain = unicodedata.normalize('NFKC', text).lower()
    return ''.join(letter if letter.isascii() else to_known_letter(letter, keeps_accents) for letter in plain)


@lru_cache(maxsize=None)
def to_known_letter(letter, keeps_accents):
    if keeps_accents and _known_letter.match(letter):
        return letter
    bare = unicodedata.normalize('NFD', letter)[0]
    if _known_letter.match(bare):
        return bare
    return '' if letter.isalpha() or unicodedata.combining(letter) else letter


def to_words(readable):
    """The words of a readable text. One with a digit is an id, a number or a disguise, and of no language."""
    return [run for run in _run.findall(readable) if not any('0' <= letter <= '9' for letter in run)]


def to_bucket(hashed, buckets):
    return (hashed ^ hashed >> 16) & (buckets - 1)


@lru_cache(maxsize=400_000)
def features_of(word, buckets):
    """The buckets of a word's features."""
    marked = f'{MARK}{word}{MARK}'
    found, whole = [], WORD_SEED
    for start, letter in enumerate(marked):
        whole = ((whole ^ ord(letter)) * PRIME) & 0xFFFFFFFF
        hashed = GROUP_SEED
        for end in range(start, min(start + LONGEST_GROUP, len(marked))):
            hashed = ((hashed ^ ord(marked[end])) * PRIME) & 0xFFFFFFFF
            if end > start or letter != MARK:
                found.append(to_bucket(hashed, buckets))
    found.append(to_bucket(whole, buckets))
    return np.array(found, np.int32)


def count_features(readable_texts, buckets):
    """The counts of all features, and how many each text has. Shapes: (texts, buckets), (texts)."""
    rows = []
    for text in readable_texts:
        words = to_words(text)
        rows.append(np.concatenate([features_of(word, buckets) for word in words]) if words else np.zeros(0, np.int32))
    sizes = np.array([len(row) for row in rows])
    indices = np.concatenate(rows) if rows else np.zeros(0, np.int32)
    counts = csr_matrix((np.ones(len(indices), np.float32), indices, np.concatenate([[0], np.cumsum(sizes)])), (len(rows), buckets))
    counts.sum_duplicates()
    return counts, sizes


def to_shares(counts, sizes):
    """Counts by the square root of their number: long texts count for more than short ones, but not in full."""
    scale = 1 / np.sqrt(np.maximum(sizes, 1))
    return csr_matrix((counts.data * np.repeat(scale, np.diff(counts.indptr)).astype(np.float32), counts.indices, counts.indptr), counts.shape)
