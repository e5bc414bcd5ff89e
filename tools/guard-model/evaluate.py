"""Measures a model on the evaluation files alone, before the cheap classifiers and the thresholds of the policy.

python evaluate.py --model FILE.pt --base DIR --data DIR [--quantised]
"""

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from categories import ANY, HEADS
from predict import Predictor
from quantise import add_word_bits
from read_rows import is_held_back, read_json_lines

POLICY = [HEADS.index(h) for h in HEADS if not h.startswith('x/') and h != ANY]
INJECTION = [HEADS.index('x/injection'), HEADS.index('x/jailbreak')]
ANY_COLUMN = HEADS.index(ANY)


def held_back_prompts(data):
    rows = read_json_lines(Path(data) / 'train-more.jsonl.gz')
    return [row['text'] for row in rows
            if row['role'] == 'user' and row['harmful'] == 0
            and (row['source'] == 'arena_hard' or (row['source'] == 'oasst1_en' and is_held_back(row)))]


def held_back_tool_results(data):
    rows = [row for row in read_json_lines(Path(data) / 'train-more.jsonl.gz')
            if row['source'] in ('bipia_composed', 'injecagent') and is_held_back(row)]
    return [row['text'] for row in rows], np.array([int('x/injection' in row['categories']) for row in rows])


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ('model', 'base', 'data'):
        arguments.add_argument(f'--{name}', required=True)
    add_word_bits(arguments)
    arguments.add_argument('--quantised', action='store_true')
    arguments.add_argument('--only', default='', help='names of sets, separated by commas')
    options = arguments.parse_args()
    predictor = Predictor(options.model, options.base, options.quantised, word_bits=options.word_bits)
    data = Path(options.data)
    read = lambda name: read_json_lines(data / f'eval-{name}.jsonl.gz')
    figures = {}

    def report(name, **values):
        figures[name] = {k: round(float(v), 3) for k, v in values.items()}
        print(name, figures[name], flush=True)

    prompts = held_back_prompts(options.data)
    benign = predictor.windows(prompts, 'user')
    sizes = np.array([len(p) for p in prompts])
    threshold = np.quantile(benign[:, ANY_COLUMN], 0.995)
    report('prompts', count=len(prompts), **{f'any_q{q}': np.quantile(benign[:, ANY_COLUMN], q / 1000) for q in (900, 980, 995)},
           short=(benign[sizes < 100, ANY_COLUMN] > threshold).mean(),
           medium=(benign[(sizes >= 100) & (sizes <= 400), ANY_COLUMN] > threshold).mean(),
           long=(benign[sizes > 400, ANY_COLUMN] > threshold).mean())

    rows = read('openai-moderation-a')
    labels = np.array([row['harmful'] for row in rows])
    logits = predictor.windows([row['text'] for row in rows], 'text')
    policy = logits[:, POLICY].max(1)
    report('openai-a', any=average_precision_score(labels, logits[:, ANY_COLUMN]),
           policy=average_precision_score(labels, policy),
           both=average_precision_score(labels, policy + logits[:, ANY_COLUMN]),
           recall=(logits[labels == 1, ANY_COLUMN] > threshold).mean(),
           false=(logits[labels == 0, ANY_COLUMN] > threshold).mean())
    for head in HEADS:
        known = np.array([row['labels'].get(head) is not None for row in rows])
        ones = np.array([row['labels'].get(head) or 0 for row in rows])
        if ones.sum() >= 5:
            column = logits[:, HEADS.index(head)]
            report(f'  {head}', ones=ones.sum(), ap=average_precision_score(ones[known], column[known]))

    rows = read('xstest')
    labels = np.array([row['unsafe'] for row in rows])
    score = predictor.windows([row['text'] for row in rows], 'user')[:, ANY_COLUMN]
    report('xstest', auc=roc_auc_score(labels, score),
           **{f'recall_at_{f}': (score[labels == 1] > np.quantile(score[labels == 0], 1 - f)).mean() for f in (0.05, 0.08)},
           recall=(score[labels == 1] > threshold).mean(), false=(score[labels == 0] > threshold).mean())

    rows = read('hatecheck')
    labels = np.array([row['hateful'] for row in rows])
    all_scores = predictor.windows([row['text'] for row in rows], 'text')
    score = all_scores[:, [HEADS.index('hate'), ANY_COLUMN]].max(1)
    report('hatecheck', auc_hate=roc_auc_score(labels, all_scores[:, HEADS.index('hate')]),
           auc_any=roc_auc_score(labels, all_scores[:, ANY_COLUMN]),
           recall=(all_scores[labels == 1, ANY_COLUMN] > threshold).mean(), false=(all_scores[labels == 0, ANY_COLUMN] > threshold).mean())
    rows = read('surge')
    score = predictor.windows([row['text'] for row in rows], 'text')
    labels = np.array([row['toxic'] for row in rows])
    report('surge', any=average_precision_score(labels, score[:, ANY_COLUMN]), policy=average_precision_score(labels, score[:, POLICY].max(1)))
    injected = benign[:, INJECTION].max(1)
    at = np.quantile(injected, 0.995)
    rows = read('deepset-injection')
    labels = np.array([row['injection'] for row in rows])
    score = predictor.windows([row['text'] for row in rows], 'user')[:, INJECTION].max(1)
    report('deepset', auc=roc_auc_score(labels, score), best_f1=max(f1_score(labels, score > t) for t in score), f1=f1_score(labels, score > at))
    score = predictor.windows([row['text'] for row in read('notinject')], 'user')[:, INJECTION].max(1)
    report('notinject', flagged=(score > at).mean())
    texts, labels = held_back_tool_results(options.data)
    score = predictor.windows(texts, 'tool')[:, INJECTION].max(1)
    report('tool-results', caught=(score[labels == 1] > at).mean(), count=len(texts))
    print(json.dumps(figures))


if __name__ == '__main__':
    main()
