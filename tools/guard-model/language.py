"""Step 5: fits the head that tells whether a text is in a language that the model knows, on vectors of the finished encoder.

For languages that the heads of harm do not know their scores are noise, so the product takes none of a text that this head refuses.
There are few public rows in many languages with Latin letters, so most are lines of common words, drawn by their frequency. The known
languages get such lines as well: a line of words alone is no other language.

python language.py --model FILE.pt --base DIR --written DIR --rows FILE.npz --json guard-model.json [--known en fr …]
"""

import argparse
import json
import random
import re
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from wordfreq import get_frequency_dict

from input_text import to_input
from multilingual_base import LANGUAGES
from predict import Predictor
from quantise import add_word_bits
from read_rows import read_json_lines

# A text is refused only beyond this margin: one that is half in a known language is read. The language is certain only beyond the
# same margin on the other side: between the two, a model that comes next reads the text as well.
MARGIN = 3.0
LATIN = [*LANGUAGES, 'ca', 'cs', 'da', 'fi', 'fil', 'hu', 'id', 'is', 'lt', 'lv', 'ms', 'nb', 'pl', 'pt', 'ro', 'sh', 'sk', 'sl', 'sv', 'tr', 'vi']
LENGTHS = [4, 6, 10, 20, 40]
LINES_OF_OTHERS, LINES_OF_KNOWN, WRITTEN_ROWS, ENGLISH_ROWS = 450, 900, 1000, 9000
# Sources with rows in other languages.
MULTILINGUAL = {'written_multilingual', 'germeval2018', 'oasst1_multi', 'xsafety', 'cyberseceval_frr'}


def draw_lines(language, count, draw):
    """Writes lines of common words of a language."""
    words = sorted(get_frequency_dict(language, wordlist='best').items(), key=lambda item: -item[1])[:20_000]
    names, shares = zip(*[(word, share) for word, share in words if word.isalpha()])
    return [' '.join(draw.choices(names, shares, k=draw.choice(LENGTHS))) for _ in range(count)]


def draw_pieces(rows, count, draw):
    """Cuts short pieces from rows: what tells a language must be told early."""
    for text in draw.sample(rows, min(count, len(rows))):
        words = text.split()
        length = draw.choice([*LENGTHS, 80])
        start = draw.randrange(max(1, len(words) - length))
        yield ' '.join(words[start : start + length])


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ('model', 'base', 'written', 'rows', 'json'):
        arguments.add_argument(f'--{name}', required=True)
    add_word_bits(arguments)
    arguments.add_argument('--known', nargs='*', default=['en'], help='the languages that the model knows')
    options = arguments.parse_args()
    draw = random.Random(11)
    predictor = Predictor(options.model, options.base, quantised=True, maximum_tokens=128, word_bits=options.word_bits)
    trained = [row['text'] for row in read_json_lines(f'{options.rows}.texts.jsonl') if row['source'] not in MULTILINGUAL]
    english = [re.sub(r'^\w+: ', '', text) for text in draw.sample(trained, ENGLISH_ROWS)]
    # Code, names and slang are no other language either.
    english += [re.sub(r'^(\S+(?: \S+){0,3}).*', r'\1', text, flags=re.S) for text in english[:2000]]
    written = read_json_lines(Path(options.written) / 'multilingual.jsonl')
    known, others = list(english), []
    for language in LATIN:
        is_known = language in options.known
        own = [row['text'] for row in written if row['lang'] == language]
        side = known if is_known else others
        side += draw_lines(language, LINES_OF_KNOWN if is_known else LINES_OF_OTHERS, draw)
        side += draw_pieces(own, WRITTEN_ROWS, draw)
    roles = ['user', 'user', 'assistant', 'text', 'tool']
    vectors = predictor.vectors([to_input(text, draw.choice(roles)) for text in [*known, *others]])
    labels = np.array([1] * len(known) + [0] * len(others))
    folds = np.random.default_rng(12).integers(0, 4, len(labels))
    out = np.zeros(len(labels))
    for fold in range(4):
        head = LogisticRegression(C=300, max_iter=400).fit(vectors[folds != fold], labels[folds != fold])
        out[folds == fold] = head.decision_function(vectors[folds == fold])
    head = LogisticRegression(C=300, max_iter=400).fit(vectors, labels)
    refused = [(out[labels == label] < -MARGIN).mean() for label in (1, 0)]
    uncertain = [(np.abs(out[labels == label]) <= MARGIN).mean() for label in (1, 0)]
    print('refused: {:.4f} of the known languages, {:.4f} of the others'.format(*refused))
    print('not certain: {:.4f} of the known languages, {:.4f} of the others'.format(*uncertain))
    described = json.loads(Path(options.json).read_text())
    described['language'] = {
        'weights': [round(float(w), 4) for w in head.coef_[0]],
        # A text is read when weights times vector plus bias is not negative.
        'bias': round(float(head.intercept_[0] + MARGIN), 4),
        'certainAt': 2 * MARGIN,
    }
    described['languages'] = options.known
    Path(options.json).write_text(json.dumps(described))


if __name__ == '__main__':
    main()
