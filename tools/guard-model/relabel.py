"""Between two rounds of training: drops labels that the model contradicts, and judges the forum posts that nobody judged.

python relabel.py --rows FILE.npz --model FILE.pt --base DIR --out FILE.npz [--show 300]
"""

import argparse
import shutil
from collections import Counter

import numpy as np

from categories import ANY, HEADS
from predict import Predictor
from read_rows import read_json_lines
from sources import DOUBTFUL, SELF_LABELLED

ANY_COLUMN = HEADS.index(ANY)
# A harmful row that the model holds for harmless with this logit, and the other way round.
SURELY_HARMLESS, SURELY_HARMFUL = -2.2, 2.6
HARMLESS = 0.6


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ('rows', 'model', 'base', 'out'):
        arguments.add_argument(f'--{name}', required=True)
    arguments.add_argument('--only', default='', help='judge only this source again')
    arguments.add_argument('--share', type=float, default=1, help='share of the doubtful rows to judge; the others are dropped')
    arguments.add_argument('--show', type=int, default=0, help='number of contradicted rows to print')
    options = arguments.parse_args()
    data = dict(np.load(options.rows))
    texts = [row['text'] for row in read_json_lines(f'{options.rows}.texts.jsonl')]
    predictor = Predictor(options.model, options.base, maximum_tokens=128)
    labels, source = data['labels'][:, ANY_COLUMN], data['source']
    doubtful = np.flatnonzero(np.isin(source, [options.only] if options.only else list(DOUBTFUL)))
    drawn = np.random.default_rng(4).random(len(doubtful)) < options.share
    data['counts'][doubtful[~drawn]] = 0
    doubtful = doubtful[drawn]
    logits = np.zeros(len(texts), np.float32)
    logits[doubtful] = predictor.logits(predictor.vectors([texts[i] for i in doubtful]))[:, ANY_COLUMN]
    missed = (labels == 1) & (logits < SURELY_HARMLESS)
    accused = (labels == 0) & (logits > SURELY_HARMFUL)
    for index in np.random.default_rng(8).permutation(np.flatnonzero(missed | accused))[: options.show]:
        print(f'{source[index]}\t{labels[index]}\t{logits[index]:.1f}\t{texts[index]}'.replace('\n', ' '))
    data['counts'][missed | accused] = 0
    judged = np.isin(source, list(SELF_LABELLED)) & (labels < 0) & (logits < HARMLESS)
    for head in (ANY, 'hate', 'harassment'):
        data['labels'][judged, HEADS.index(head)] = 0
        data['counts'][judged, HEADS.index(head)] = 0.5
    np.savez_compressed(options.out, **data)
    shutil.copy(f'{options.rows}.texts.jsonl', f'{options.out}.texts.jsonl')
    print(f'{missed.sum()} harmful and {accused.sum()} harmless rows dropped, {judged.sum()} judged')
    print(Counter(source[missed | accused]).most_common(15))


if __name__ == '__main__':
    main()
