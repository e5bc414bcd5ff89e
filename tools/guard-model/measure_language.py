"""Measures the language heads on texts that they have not seen: declarations of human rights, catalogues, and the evaluation files.

python measure_language.py --json guard-model.json … --declarations DIR --catalogues DIR --data DIR
"""

import argparse
import base64
import json
import random
from pathlib import Path

import numpy as np

from language_features import count_features, to_readable
from language_texts import cut_declaration, join_short, read_catalogues, read_declarations
from read_rows import read_json_lines

LENGTHS = [5, 10, 20, 40]
ENGLISH_SETS = ['openai-moderation-a', 'xstest', 'hatecheck', 'surge', 'notinject']
WRITTEN = Path(__file__).parent.parent / 'moderation-evaluation' / 'guard'


class LanguageHead:
    """Computes the logits of a head as the product does."""

    def __init__(self, described):
        head = described['language']
        self.weights = np.frombuffer(base64.b64decode(head['weights']), np.int8).astype(np.int64)
        self.scale, self.bias, self.certain_at = head['scale'], head['bias'], head['certainAt']
        self.keeps_accents = described['keepsAccents']

    def logits(self, texts):
        counts, sizes = count_features([to_readable(text, self.keeps_accents) for text in texts], len(self.weights))
        return self.bias + self.scale * (counts @ self.weights) / np.sqrt(np.maximum(sizes, 1))

    def shares(self, texts):
        """The shares of texts that are refused, and that are certainly known."""
        logits = self.logits(texts)
        return (logits < 0).mean(), (logits >= self.certain_at).mean()


def read_groups(options):
    """Texts by set, group and number of words."""
    for language, words in read_declarations(options.declarations).items():
        for length in LENGTHS:
            yield 'declaration', language, length, cut_declaration(words, length)
    for language, texts in read_catalogues(options.catalogues).items():
        for length in (10, 20):
            yield 'catalogues', language, length, join_short(texts, random.Random(3), length)
    for row_set in ENGLISH_SETS:
        rows = read_json_lines(Path(options.data) / f'eval-{row_set}.jsonl.gz')
        yield 'English rows', row_set, 0, [row['text'] for row in rows]
        harmful = [row['text'] for row in rows if row.get('harmful') or row.get('unsafe') or row.get('hateful') or row.get('toxic')]
        if harmful:
            yield 'English rows', f'{row_set}, harmful', 0, harmful
    yield 'English rows', 'dangerous requests', 0, [row['text'] for row in read_json_lines(WRITTEN / 'dangerous.jsonl')]
    translated = read_json_lines(WRITTEN / 'languages.jsonl')
    for language in ('en', 'fr', 'de', 'it', 'es', 'nl'):
        yield 'translations', language, 0, [row[language] for row in translated]
        yield 'translations', f'{language}, harmful', 0, [row[language] for row in translated if row['harmful']]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument('--json', nargs='+', required=True)
    for name in ('declarations', 'catalogues', 'data'):
        arguments.add_argument(f'--{name}', required=True)
    options = arguments.parse_args()
    heads = [LanguageHead(json.loads(Path(path).read_text())) for path in options.json]
    print('| set | group | words | texts |' + ''.join(f' {path}: refused | certain |' for path in map(lambda p: Path(p).stem, options.json)))
    print('| --- | --- | --- | --- |' + ' --- | --- |' * len(heads))
    for name, group, length, texts in read_groups(options):
        if texts:
            cells = [f'{share:.3f}' for head in heads for share in head.shares(texts)]
            print(f'| {name} | {group} | {length or ""} | {len(texts)} | ' + ' | '.join(cells) + ' |')


if __name__ == '__main__':
    main()
