"""Step 1: mixes the sources, drops copies and overlaps, splits by family, crops all rows by one rule, weighs by length.

python prepare.py --data DIR --base DIR --written DIR --out FILE
"""

import argparse
import hashlib
import json
import random
import re
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from categories import HEADS
from input_text import to_input
from overlap import EvaluationTexts, words_of
from sources import SELF_LABELLED
from read_rows import family_of, read_public, read_written

MAXIMUM_TOKENS = 128
EDGES = [0, 8, 12, 16, 20, 26, 34, 44, 58, 76, 100, 129]
_sentence = re.compile(r'(?<=[.!?\n])\s+')


def drop_copies(rows):
    """Keeps one of equal texts, and none where their labels differ."""
    by_text = defaultdict(list)
    for row in rows:
        by_text[(' '.join(words_of(row.text)), ' '.join(words_of(row.context or '')))].append(row)
    kept, contradicting = [], 0
    for group in by_text.values():
        if len({row.harmful for row in group if row.harmful is not None}) > 1:
            contradicting += len(group)
        else:
            kept.append(group[0])
    return kept, contradicting


def crop(text, words, draw):
    """Takes whole sentences from a random place until the number of words is reached; else cuts between words."""
    sentences = _sentence.split(text)
    if len(sentences) > 1:
        start = draw.randrange(len(sentences)) if draw.random() < 0.5 else 0
        taken = []
        for sentence in sentences[start:]:
            if taken and len(' '.join([*taken, sentence]).split()) > words:
                break
            taken.append(sentence)
        text = ' '.join(taken)
    parts = text.split(' ')
    if len(parts) <= words * 1.3:
        return text
    start = draw.randrange(len(parts) - words) if draw.random() < 0.5 else 0
    return ' '.join(parts[start : start + words])


def crop_all(rows, seed=2):
    """Crops all rows by one rule: to a length that is drawn from the lengths of the harmful rows."""
    draw = random.Random(seed)
    lengths = sorted(len(row.text.split()) for row in rows if row.harmful == 1)
    for row in rows:
        # A crop could lose the injection, the only reason for the label.
        if row.labels.get('x/injection') == 1 or row.source.startswith('written'):
            continue
        target = max(6, min(95, draw.choice(lengths)))
        if len(row.text.split()) > target * 1.3 and draw.random() < 0.75:
            row.text = crop(row.text, target, draw)


def length_weights(lengths, harmful):
    """Weighs the rows so that within every range of lengths harmful and harmless rows count alike."""
    bins = np.digitize(lengths, EDGES)
    weights = np.ones(len(lengths))
    for b in np.unique(bins):
        here = bins == b
        ones, zeros = (here & (harmful == 1)).sum(), (here & (harmful == 0)).sum()
        share = (harmful == 1).sum() / max(1, (harmful >= 0).sum())
        if ones and zeros:
            total = ones + zeros
            weights[here & (harmful == 1)] = np.clip(total * share / ones, 0.4, 2.5)
            weights[here & (harmful == 0)] = np.clip(total * (1 - share) / zeros, 0.4, 2.5)
    return weights


def auc(scores, labels, weights=None):
    from sklearn.metrics import roc_auc_score

    return roc_auc_score(labels, scores, sample_weight=weights)


def read_rows(options):
    """Reads all sources, drops copies and overlaps with the evaluation, and names the families."""
    rows = read_public(options.data) + (read_written(options.written) if options.written else [])
    rows = [row for row in rows if len(row.text) >= 3 and (row.labels or row.source in SELF_LABELLED)]
    print(f'{len(rows)} rows read')
    rows, contradicting = drop_copies(rows)
    print(f'{len(rows)} after copies ({contradicting} contradicted each other)')
    evaluation = EvaluationTexts(options.data, options.evaluation)
    overlapping = Counter(row.source for row in rows if evaluation.overlaps(row.text))
    rows = [row for row in rows if not evaluation.overlaps(row.text)]
    print(f'{len(rows)} after overlap with evaluation files: {dict(overlapping)}')
    for row in rows:
        row.family = row.family or family_of(row.source, row.text)
    return rows


def write_inputs(rows, seed=3):
    """Writes each row as the encoder reads it. Now and then its role or its context is left out."""
    draw = random.Random(seed)
    texts = []
    for row in rows:
        # Any text may come from a user, and now and then no role is given: the role alone must decide nothing.
        role = 'text' if draw.random() < 0.15 else row.role
        role = 'user' if role == 'text' and draw.random() < 0.5 else role
        context = row.context if draw.random() < 0.7 else None
        texts.append(to_input(row.text, role, context))
    return texts


def tokenize(texts, base):
    tokenizer = Tokenizer.from_file(str(Path(base) / 'tokenizer.json'))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAXIMUM_TOKENS)
    return [e.ids for e in tokenizer.encode_batch(texts)]


def weigh(rows, lengths):
    """Weighs the rows by their lengths, and prints how much the length alone would tell."""
    harmful = np.array([-1 if row.harmful is None else row.harmful for row in rows])
    weights = length_weights(lengths, harmful)
    judged = harmful >= 0
    print('AUC of the length alone: %.3f, weighted %.3f' % (
        auc(lengths[judged], harmful[judged]), auc(lengths[judged], harmful[judged], weights[judged])))
    return weights


def to_tables(rows):
    """The labels of the rows by head (1, 0, or -1 where nothing is known), and how much each label counts."""
    label = np.full((len(rows), len(HEADS)), -1, np.int8)
    count = np.zeros((len(rows), len(HEADS)), np.float32)
    for index, row in enumerate(rows):
        for head, value in row.labels.items():
            label[index, HEADS.index(head)] = value
            count[index, HEADS.index(head)] = row.weights[head]
    return label, count


def write_lists(out, rows, texts):
    """Writes the sources with their licences, and the texts."""
    sources = Counter((row.source, re.sub(r'\s*\(.*', '', row.licence)) for row in rows)
    with open(f'{out}.sources.json', 'w') as file:
        json.dump([{'source': s, 'licence': licence, 'rows': n} for (s, licence), n in sources.most_common()], file, indent=1)
    with open(f'{out}.texts.jsonl', 'w') as file:
        for row, text in zip(rows, texts):
            file.write(json.dumps({'text': text, 'harmful': row.harmful, 'source': row.source}) + '\n')


def print_counts(rows, label, lengths, held_back):
    print(f'{len(rows)} rows, {lengths.sum()} tokens, {held_back.sum()} held back')
    for head_index, head in enumerate(HEADS):
        print(f'  {head}: {(label[:, head_index] == 1).sum()} / {(label[:, head_index] == 0).sum()}')
    for source, number in Counter((row.source, row.harmful) for row in rows).most_common(12):
        print('  ', source, number)


def read_options():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ('data', 'base', 'out'):
        arguments.add_argument(f'--{name}', required=True)
    arguments.add_argument('--written', default=None)
    arguments.add_argument('--evaluation', nargs='*', default=[], help='further evaluation files, checked for overlap')
    return arguments.parse_args()


def main():
    options = read_options()
    rows = read_rows(options)
    crop_all(rows)
    texts = write_inputs(rows)
    ids = tokenize(texts, options.base)
    lengths = np.array([len(i) for i in ids])
    weights = weigh(rows, lengths)
    held_back = np.array([int(hashlib.sha256(row.family.encode()).hexdigest(), 16) % 100 < 5 for row in rows])
    label, count = to_tables(rows)
    np.savez_compressed(
        options.out,
        tokens=np.concatenate([np.array(i, np.int32) for i in ids]),
        lengths=lengths,
        labels=label,
        counts=count,
        weights=weights.astype(np.float32),
        held_back=held_back,
        source=np.array([row.source for row in rows]),
    )
    write_lists(options.out, rows, texts)
    print_counts(rows, label, lengths, held_back)


if __name__ == '__main__':
    main()
