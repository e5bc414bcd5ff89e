"""Step 3: turns the heads' logits and the cheap classifiers' scores into probabilities, and writes guard-model.json.

The rows: the held-back families of the training rows, and part a of OpenAI's set as the development set.

python calibrate.py --model FILE.pt --base DIR --rows FILE.npz --cheap FILE.jsonl --development FILE.jsonl.gz
  --development-cheap FILE.jsonl --out guard-model.json
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.metrics import average_precision_score

from categories import ANY, CATEGORIES, HEADS, UNUSED, parents
from model import SCALE
from predict import Predictor
from quantise import add_word_bits
from read_rows import read_json_lines

CHEAP = ['words:hate', 'words:sexual', 'words:x/profanity', 'injection:x/injection', 'injection:x/jailbreak']
# Sources of ordinary prompts, whose labels are beyond doubt.
EVERYDAY = ['oasst1_en', 'gpteacher', 'gpteacher_code', 'ultrachat_part', 'clinc150', 'nlu_eval', 'awesome_prompts']
CONTENT = [c for c in CATEGORIES if not c.startswith('x/')]
# The name under which the product reports that a text is harmful in some way.
ANY_CATEGORY = 'x/unsafe'
FOLDS = 5


def inputs_of(category):
    """The heads and cheap scores that a category reads."""
    if category in ('x/injection', 'x/jailbreak'):
        return [category], [f'injection:{category}']
    if category == ANY_CATEGORY:
        return [ANY, *(c for c in CONTENT if '/' not in c)], ['words:hate', 'words:sexual', 'words:x/profanity']
    root = category.split('/')[0]
    words = {'hate': ['words:hate'], 'sexual': ['words:sexual'], 'harassment': ['words:hate', 'words:x/profanity']}
    return [category, *parents(category), ANY], [] if category.startswith('x/') else words.get(root, [])


def fit(features, labels, weights, ridge=1e-3):
    """Logistic regression whose factors are not negative: more evidence never lowers a score."""
    count = features.shape[1]

    def loss(point):
        z = features @ point[:-1] + point[-1]
        value = np.sum(weights * (np.logaddexp(0, z) - labels * z)) / weights.sum() + ridge * np.sum(point[:-1] ** 2)
        error = weights * (expit(z) - labels) / weights.sum()
        return value, np.append(features.T @ error + 2 * ridge * point[:-1], error.sum())

    start = np.append(np.full(count, 0.3), 0.0)
    return minimize(loss, start, jac=True, method='L-BFGS-B', bounds=[(0, 12)] * count + [(None, None)]).x


def read_cheap(path):
    return np.array([[row.get(key, 0) for key in CHEAP] for row in read_json_lines(path)], np.float32)


def expected_calibration_error(scores, labels, weights, bins=10):
    error, table = 0.0, []
    for low in np.arange(bins) / bins:
        here = (scores >= low) & (scores < low + 1 / bins + (low > 0.85) * 1e-9)
        if weights[here].sum() > 0:
            mean = np.average(scores[here], weights=weights[here])
            share = np.average(labels[here], weights=weights[here])
            error += weights[here].sum() / weights.sum() * abs(mean - share)
            table.append({'score': round(float(mean), 3), 'share': round(float(share), 3), 'rows': int(here.sum())})
    return error, table


@dataclass
class Pool:
    """The rows of the held-back families: texts as the encoder reads them, labels by head, sources."""

    texts: list
    labels: np.ndarray
    source: np.ndarray


@dataclass
class Evidence:
    """What the fits read of all rows: those of the pool, then those of the development set."""

    logits: np.ndarray
    cheap: np.ndarray
    is_dev: np.ndarray
    folds: np.ndarray
    weights: np.ndarray

    def features(self, heads, names):
        return np.concatenate(
            [self.logits[:, [HEADS.index(h) for h in heads]], self.cheap[:, [CHEAP.index(n) for n in names]]], axis=1)


def read_pool(path):
    data = np.load(path)
    held_back = data['held_back']
    texts = [row['text'] for row in read_json_lines(f'{path}.texts.jsonl')]
    return Pool([t for t, h in zip(texts, held_back) if h], data['labels'][held_back], data['source'][held_back])


def read_evidence(predictor, pool, development, options):
    pool_logits = predictor.logits(predictor.vectors(pool.texts))
    dev_logits = predictor.windows([row['text'] for row in development], 'text')
    logits = np.clip(np.concatenate([pool_logits, dev_logits]), -8, 8)
    cheap = np.concatenate([read_cheap(options.cheap), read_cheap(options.development_cheap)])
    is_dev = np.arange(len(logits)) >= len(pool_logits)
    folds = np.random.default_rng(6).integers(0, FOLDS, len(logits))
    return Evidence(logits, cheap, is_dev, folds, np.where(is_dev, 1.5, 1.0))


def labels_of(category, pool, development):
    """The labels of all rows for a category: 1, 0, or -1 where nothing is known."""
    head = ANY if category == ANY_CATEGORY else category
    dev_labels = np.array([row['harmful'] if head == ANY else row['labels'].get(head, -1) for row in development])
    dev_labels = np.where(np.equal(dev_labels, None), -1, dev_labels).astype(int)
    return np.concatenate([pool.labels[:, HEADS.index(head)], dev_labels])


def score_by_folds(features, labels, evidence):
    """Scores each row by a fit on the other folds."""
    out = np.zeros(len(labels))
    for fold in range(FOLDS):
        train = (labels >= 0) & (evidence.folds != fold)
        point = fit(features[train], labels[train], evidence.weights[train])
        test = evidence.folds == fold
        out[test] = expit(features[test] @ point[:-1] + point[-1])
    return out


def measure(out, features, labels, evidence):
    """How well the scores of the folds rank the known rows, and how far they are from probabilities."""
    known = labels >= 0
    error, table = expected_calibration_error(out[known], labels[known], evidence.weights[known])
    figures = {
        'rows': int(known.sum()), 'positive': int((labels[known] == 1).sum()),
        'averagePrecision': round(float(average_precision_score(labels[known], out[known])), 3),
        'calibrationError': round(float(error), 3), 'reliability': table,
    }
    on_dev = known & evidence.is_dev
    if (labels[on_dev] == 1).sum() >= 5:
        figures['development'] = {
            'fused': round(float(average_precision_score(labels[on_dev], out[on_dev])), 3),
            'head': round(float(average_precision_score(labels[on_dev], features[on_dev, 0])), 3),
        }
    return figures


def fit_score(category, features, labels, evidence):
    """Fits a category on all known rows, in the form of guard-model.json."""
    heads, names = inputs_of(category)
    known = labels >= 0
    point = fit(features[known], labels[known], evidence.weights[known])
    return {
        'category': category,
        'heads': {h: round(float(w), 4) for h, w in zip(heads, point) if w > 1e-3},
        'cheap': {n: round(float(w), 4) for n, w in zip(names, point[len(heads) :]) if w > 1e-3},
        'bias': round(float(point[-1]), 4),
    }


def print_contradicted(pool, score, labels, count):
    """Prints the rows of the pool whose label the scores contradict most."""
    gap = np.where(labels < 0, 0, np.abs(score - labels))[: len(pool.texts)]
    for index in np.argsort(-gap)[:count]:
        print(f'{pool.source[index]}\t{labels[index]}\t{score[index]:.2f}\t{pool.texts[index]}'.replace('\n', ' '))


def write_scores(path, pool, is_dev, everywhere):
    """Writes the scores and labels of all rows for thresholds.py, by folds that did not see them."""
    source = pool.source.astype(str)
    no_dev = np.zeros(is_dev.sum(), bool)
    is_prompt = np.append([text.startswith('user: ') for text in pool.texts], no_dev)
    is_everyday = np.append(np.isin(source, EVERYDAY), no_dev) & is_prompt
    is_written = np.append(np.char.startswith(source, 'written'), no_dev)
    np.savez_compressed(
        path, is_development=is_dev, is_prompt=is_prompt, is_everyday=is_everyday, is_written=is_written, **everywhere)


def to_name(path):
    """The name of the model that a description in this file has: leeward-guard for guard-model.json."""
    return 'leeward-' + Path(path).stem.replace('guard-model', 'guard')


def write_model(path, version, state, scores):
    weight, bias = state.weight.detach().numpy() * SCALE, state.bias.detach().numpy()
    json.dump({
        'format': 1, 'name': to_name(path), 'version': version, 'file': Path(path).with_suffix('.gguf').name, 'sha256': '',
        'dimensions': 384, 'maximumTokens': 256, 'windowCharacters': 900, 'overlapCharacters': 200, 'contextCharacters': 300,
        'heads': [{'name': h, 'weights': [round(float(w), 4) for w in weight[i]], 'bias': round(float(bias[i]), 4)}
                  for i, h in enumerate(HEADS)],
        'cheap': CHEAP,
        'scores': scores,
    }, open(path, 'w'))


def read_options():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ('model', 'base', 'rows', 'cheap', 'development', 'development-cheap', 'out'):
        arguments.add_argument(f'--{name}', required=True)
    add_word_bits(arguments)
    arguments.add_argument('--version', default='2.0.0')
    arguments.add_argument('--show', type=int, default=0, help='number of rows to print whose label the scores contradict most')
    return arguments.parse_args()


def main():
    options = read_options()
    predictor = Predictor(options.model, options.base, quantised=True, word_bits=options.word_bits)
    pool, development = read_pool(options.rows), read_json_lines(options.development)
    evidence = read_evidence(predictor, pool, development, options)
    scores, report, everywhere = [], {}, {}
    for category in [*CATEGORIES, ANY_CATEGORY]:
        labels = labels_of(category, pool, development)
        if (labels == 1).sum() < 8:
            print(f'{category}: too few rows to calibrate')
            continue
        features = evidence.features(*inputs_of(category))
        out = score_by_folds(features, labels, evidence)
        report[category] = measure(out, features, labels, evidence)
        everywhere[category], everywhere[f'{category} labels'] = out, labels
        if category in UNUSED:
            continue
        scores.append(fit_score(category, features, labels, evidence))
        print(category, {k: v for k, v in report[category].items() if k != 'reliability'}, scores[-1], flush=True)
    print_contradicted(pool, everywhere[ANY_CATEGORY], everywhere[f'{ANY_CATEGORY} labels'], options.show)
    write_scores(f'{options.out}.scores.npz', pool, evidence.is_dev, everywhere)
    write_model(options.out, options.version, predictor.model.heads, scores)
    json.dump(report, open(f'{options.out}.report.json', 'w'), indent=1)


if __name__ == '__main__':
    main()
