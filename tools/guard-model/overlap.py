"""Finds training rows that also stand, wholly or in part, in an evaluation file."""

import re
from pathlib import Path

from read_rows import read_json_lines

RUN = 8


def words_of(text):
    return re.findall(r'\w+', text.lower())


class EvaluationTexts:
    """Knows every run of eight words of the evaluation files, and every shorter text whole."""

    def __init__(self, data, further=()):
        self.runs, self.whole = set(), set()
        for path in [*sorted(Path(data).glob('eval-*.jsonl.gz')), *map(Path, further)]:
            for row in read_json_lines(path):
                # A file may hold one text a row under any names, such as a language each.
                for text in (value for value in row.values() if isinstance(value, str) and ' ' in value):
                    words = words_of(text)
                    self.whole.add(' '.join(words))
                    self.runs.update(' '.join(words[i : i + RUN]) for i in range(len(words) - RUN + 1))

    def overlaps(self, text):
        words = words_of(text)
        if ' '.join(words) in self.whole:
            return True
        return any(' '.join(words[i : i + RUN]) in self.runs for i in range(len(words) - RUN + 1))
