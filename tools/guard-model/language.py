"""Step 5: fits the head that tells whether a text is in a language that the model knows.

For languages that the heads of harm do not know their scores are noise, so the product takes none of a text that this head refuses.
It reads letter groups and words, and not the encoder's vectors: an encoder for many languages makes these alike.

The known languages get lines of common words as well: a line of words alone is no other language.

python language.py --written DIR --rows FILE.npz --catalogues DIR --json guard-model.json [--keeps-accents] [--known en fr …]
"""

import argparse
import base64
import json
import random
import re
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from language_features import count_features, to_readable, to_shares
from language_texts import LATIN, draw_lines, draw_pieces, read_catalogues
from read_rows import read_json_lines

BUCKETS = 2**16
# From this logit on the language is certain. Between 0 and it, a model that comes next reads the text as well.
CERTAIN_AT = 3.0
# A text is refused only beyond this margin: one that is half in a known language is read.
MARGIN = 1.5
LINES_OF_OTHERS, LINES_OF_KNOWN, CATALOGUE_PIECES, WRITTEN_PIECES, ENGLISH_PIECES = 900, 3000, 900, 3000, 24_000
# Sources with rows in other languages.
MULTILINGUAL = {'written_multilingual', 'germeval2018', 'oasst1_multi', 'xsafety', 'cyberseceval_frr'}
# The share of English among the known texts. The others share the rest, alike.
ENGLISH_SHARE = 0.4
# Between several known languages and their neighbours the borders are long: the fit is closer, and these count more often.
CLOSE = {'es': 2, 'pt': 5, 'ca': 5, 'gl': 4, 'ro': 2, 'af': 2, 'da': 1.5, 'nb': 1.5}


def read_english(rows):
    """The rows of training in English: posts, prompts, answers, code, ids and slang."""
    return [re.sub(r'^\w+: ', '', row['text']) for row in read_json_lines(f'{rows}.texts.jsonl') if row['source'] not in MULTILINGUAL]


def read_texts(options, draw):
    """The texts of all languages, as pairs of language and text."""
    written = read_json_lines(Path(options.written) / 'multilingual.jsonl')
    catalogues = read_catalogues(options.catalogues)
    for language in LATIN:
        is_known = language in options.known
        own = [row['text'] for row in written if row['lang'] == language]
        lines = draw_lines(language, LINES_OF_KNOWN if is_known else LINES_OF_OTHERS, draw)
        own_pieces = draw_pieces(own, WRITTEN_PIECES, draw)
        pieces = draw_pieces(catalogues.get(language, []), CATALOGUE_PIECES, draw)
        yield from ((language, text) for text in [*lines, *own_pieces, *pieces])
    english = read_english(options.rows)
    yield from (('en', text) for text in draw_pieces(english, ENGLISH_PIECES, draw))


def weigh(languages, known):
    """Weighs the texts so that known and other languages count alike."""
    weights = np.zeros(len(languages))
    sides = [['en'], [one for one in known if one != 'en'], sorted(set(languages) - set(known))]
    english, close = (ENGLISH_SHARE, CLOSE) if sides[1] else (1, {})
    for side, share in zip(sides, (english, 1 - english, 1)):
        total = sum(close.get(language, 1) for language in side)
        for language in side:
            here = languages == language
            weights[here] = share * close.get(language, 1) / total / here.sum()
    return weights * len(languages) / 2


def pack(coefficients):
    """Packs weights as signed bytes and one scale."""
    scale = np.abs(coefficients).max() / 127
    return scale, np.rint(coefficients / scale).astype(np.int8)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ('written', 'rows', 'catalogues', 'json'):
        arguments.add_argument(f'--{name}', required=True)
    arguments.add_argument('--known', nargs='*', default=['en'], help='the languages that the model knows')
    arguments.add_argument('--keeps-accents', action='store_true', help='when the vocabulary has letters with accents')
    options = arguments.parse_args()
    pairs = list(read_texts(options, random.Random(11)))
    languages = np.array([language for language, _ in pairs])
    counts, sizes = count_features([to_readable(text, options.keeps_accents) for _, text in pairs], BUCKETS)
    labels = np.isin(languages, options.known)
    strength, rounds = (30, 60) if options.known == ['en'] else (100, 80)
    head = LogisticRegression(C=strength, max_iter=rounds, tol=1e-3)
    head.fit(to_shares(counts, sizes), labels, weigh(languages, options.known))
    scale, weights = pack(head.coef_[0])
    described = json.loads(Path(options.json).read_text())
    described['language'] = {
        'weights': base64.b64encode(weights.tobytes()).decode(),
        'scale': float(f'{scale:.6g}'),
        # A text is read when the logit is not negative.
        'bias': round(float(head.intercept_[0] + MARGIN), 4),
        'certainAt': MARGIN + CERTAIN_AT,
    }
    described['languages'] = options.known
    described['keepsAccents'] = options.keeps_accents
    Path(options.json).write_text(json.dumps(described))


if __name__ == '__main__':
    main()
