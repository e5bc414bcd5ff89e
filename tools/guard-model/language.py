"""Step 5: fits the head that tells whether a text is in a language that the model knows, on vectors of the finished encoder.

The heads of harm know English. For other languages their scores are noise, so the product takes none of a text that this head refuses.

python language.py --model FILE.pt --base DIR --data DIR --written DIR --rows FILE.npz --json guard-model.json
"""

import argparse
import json
import random
import re
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from input_text import to_input
from overlap import EvaluationTexts
from predict import Predictor
from read_rows import read_json_lines

# A text is refused only beyond this margin: a half-English one is read.
MARGIN = 3.0
OTHERS = {'fr', 'de', 'it', 'es', 'nl', 'pt', 'pl', 'ca', 'id', 'vi', 'tr', 'tl', 'sw', 'ms'}


def read_others(data, written, draw):
    """Reads texts in other languages with Latin letters: whole, and short pieces of them."""
    rows = [r for r in read_json_lines(Path(data) / 'train-more.jsonl.gz') if r.get('lang') in OTHERS]
    rows += [r for r in read_json_lines(Path(written) / 'multilingual.jsonl')]
    draw.shuffle(rows)
    for row in rows[:9000]:
        words = row['text'].split()
        length = draw.choice([4, 6, 10, 20, 40, 80])
        start = draw.randrange(max(1, len(words) - length))
        yield to_input(' '.join(words[start : start + length]), draw.choice(['user', 'user', 'assistant', 'text', 'tool']))


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ('model', 'base', 'data', 'written', 'rows', 'json'):
        arguments.add_argument(f'--{name}', required=True)
    arguments.add_argument('--evaluation', nargs='*', default=[])
    options = arguments.parse_args()
    draw = random.Random(11)
    predictor = Predictor(options.model, options.base, quantised=True, maximum_tokens=128)
    evaluation = EvaluationTexts(options.data, options.evaluation)
    others = [text for text in read_others(options.data, options.written, draw) if not evaluation.overlaps(text)]
    known = [row for row in read_json_lines(f'{options.rows}.texts.jsonl')
             if row['source'] not in ('written_multilingual', 'germeval2018', 'oasst1_multi', 'xsafety', 'cyberseceval_frr')]
    # Code, names and slang are no other language either.
    english = [row['text'] for row in draw.sample(known, 14000)]
    english += [re.sub(r'^(\w+: \S+(?: \S+){0,3}).*', r'\1', text, flags=re.S) for text in english[:3000]]
    vectors = predictor.vectors([*english, *others])
    labels = np.array([1] * len(english) + [0] * len(others))
    folds = np.random.default_rng(12).integers(0, 4, len(labels))
    out = np.zeros(len(labels))
    for fold in range(4):
        head = LogisticRegression(C=300, max_iter=400).fit(vectors[folds != fold], labels[folds != fold])
        out[folds == fold] = head.decision_function(vectors[folds == fold])
    head = LogisticRegression(C=300, max_iter=400).fit(vectors, labels)
    refused = [(out[labels == label] < -MARGIN).mean() for label in (1, 0)]
    print('refused: {:.4f} of the English rows, {:.4f} of the others'.format(*refused))
    described = json.loads(Path(options.json).read_text())
    described['language'] = {
        'weights': [round(float(w), 4) for w in head.coef_[0]],
        # A text is read when weights times vector plus bias is not negative.
        'bias': round(float(head.intercept_[0] + MARGIN), 4),
    }
    Path(options.json).write_text(json.dumps(described))


if __name__ == '__main__':
    main()
