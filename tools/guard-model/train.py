"""Step 2: fine-tunes the encoder and its heads. Stops and goes on: call it again with the same --out.

python train.py --rows FILE.npz --base DIR --out DIR [--epochs 2] [--minutes 110]
"""

import argparse
import json
import math
import time
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import torch

from categories import ANY, HEADS
from model import GuardModel, pad
from rounding import rounding

CHECKPOINT_SECONDS = 300


def round_up(length):
    return (int(length) + 7) // 8 * 8


def make_batches(lengths, indices, tokens, seed):
    """Groups rows of about one length into batches of at most this many tokens, in a random order."""
    draw = np.random.default_rng(seed)
    noisy = lengths[indices] * draw.uniform(0.9, 1.1, len(indices))
    batches, batch, longest = [], [], 0
    for index in indices[np.argsort(noisy)]:
        longest = max(longest, round_up(lengths[index]))
        if batch and longest * (len(batch) + 1) > tokens:
            batches.append(batch)
            batch, longest = [], round_up(lengths[index])
        batch.append(index)
    batches.append(batch)
    draw.shuffle(batches)
    return batches


class Rows:
    def __init__(self, file):
        data = np.load(file)
        self.lengths = data['lengths']
        starts = np.concatenate([[0], np.cumsum(self.lengths)])
        tokens = data['tokens']
        self.ids = [tokens[starts[i] : starts[i + 1]] for i in range(len(self.lengths))]
        self.labels = data['labels'].astype(np.float32)
        self.counts = data['counts'] * data['weights'][:, None]
        self.held_back = data['held_back']
        self.source = data['source']


def average_precision(model, rows, indices):
    """Average precision by head on held-back rows."""
    from sklearn.metrics import average_precision_score

    logits = predict(model, rows, indices)
    found = {}
    for column, head in enumerate(HEADS):
        labels = rows.labels[indices, column]
        known = labels >= 0
        if (labels[known] == 1).sum() >= 5:
            found[head] = round(float(average_precision_score(labels[known], logits[known, column])), 3)
    return found


@torch.no_grad()
def predict(model, rows, indices):
    model.eval()
    logits = np.zeros((len(rows.ids), len(HEADS)), np.float32)
    for batch in make_batches(rows.lengths, indices, 8192, 0):
        logits[batch] = model(*pad([rows.ids[i] for i in batch])).numpy()
    model.train()
    return logits[indices]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ('rows', 'base', 'out'):
        arguments.add_argument(f'--{name}', required=True)
    arguments.add_argument('--epochs', type=float, default=2)
    arguments.add_argument('--minutes', type=float, default=110, help='ends after this time; call again to go on')
    arguments.add_argument('--rate', type=float, default=1.2e-4)
    arguments.add_argument('--tokens', type=int, default=3072, help='tokens of a batch')
    arguments.add_argument('--frozen', type=int, default=4, help='number of lowest layers that stay as they are, with the embeddings; -1: none')
    arguments.add_argument('--layers', type=int, default=12)
    arguments.add_argument('--smoothing', type=float, default=0.03)
    arguments.add_argument('--share', type=float, default=1, help='share of the rows, for the learning curve')
    arguments.add_argument('--shares', default='', help='shares by the start of the source, such as written_forum=2,written=.5,=.25; above 1 a row is read several times')
    arguments.add_argument('--bits', type=int, default=4, choices=(4, 8), help='4: train with the rounded weights of quantise.py --bits 4')
    arguments.add_argument('--threads', type=int, default=2)
    arguments.add_argument('--start', help='a checkpoint whose weights to start from, in place of the base')
    options = arguments.parse_args()
    torch.manual_seed(7)
    torch.set_num_threads(options.threads)
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)

    rows = Rows(options.rows)
    training, held_back = np.flatnonzero(~rows.held_back), np.flatnonzero(rows.held_back)
    if options.share < 1:
        training = np.random.default_rng(5).permutation(training)[: int(len(training) * options.share)]
    if options.shares:
        shares = [part.split('=') for part in options.shares.split(',')]
        share = np.array([next(float(s) for start, s in shares if source.startswith(start)) for source in rows.source[training]])
        times = np.floor(share + np.random.default_rng(9).random(len(training))).astype(int)
        training = np.repeat(training, times)
    batches = []
    for epoch in range(math.ceil(options.epochs)):
        batches += make_batches(rows.lengths, training, options.tokens, epoch)
    batches = batches[: int(len(batches) * options.epochs / math.ceil(options.epochs))]

    model = GuardModel.from_checkpoint(options.start) if options.start else GuardModel.from_base(options.base, options.layers)
    model.freeze(options.frozen)
    body = [p for p in model.encoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{'params': body, 'lr': options.rate}, {'params': model.heads.parameters(), 'lr': options.rate * 8}],
        weight_decay=0.01,
    )
    warm_up = max(1, len(batches) // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm_up, max(0.02, 1 - step / len(batches))))
    first = 0
    checkpoint = out / 'checkpoint.pt'
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state['model'])
        optimizer.load_state_dict(state['optimizer'])
        schedule.load_state_dict(state['schedule'])
        first = state['step']
    print(f'{len(training)} rows, {len(batches)} batches, from batch {first}', flush=True)

    def save(step):
        temporary = checkpoint.with_suffix('.part')
        torch.save({**model.to_checkpoint(), 'optimizer': optimizer.state_dict(),
                    'schedule': schedule.state_dict(), 'step': step}, temporary)
        temporary.rename(checkpoint)

    head_weights = torch.ones(len(HEADS))
    head_weights[HEADS.index(ANY)] = 2.0
    begin = saved = time.time()
    losses, tokens = [], 0
    log = open(out / 'log.jsonl', 'a')
    model.train()
    for step in range(first, len(batches)):
        batch = batches[step]
        labels, counts = torch.from_numpy(rows.labels[batch]), torch.from_numpy(rows.counts[batch]) * head_weights
        smooth = labels.clamp(min=0) * (1 - 2 * options.smoothing) + options.smoothing
        optimizer.zero_grad()
        with rounding(model) if options.bits == 4 else nullcontext():
            logits = model(*pad([rows.ids[i] for i in batch]))
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, smooth, weight=counts, reduction='sum')
            loss = loss / (2 * len(batch))
            loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        tokens += int(rows.lengths[batch].sum())
        if (step + 1) % 50 == 0:
            speed = tokens / (time.time() - begin)
            print(f'batch {step + 1}/{len(batches)}: loss {np.mean(losses[-50:]):.4f}, {speed:.0f} tokens/s', flush=True)
            log.write(json.dumps({'batch': step + 1, 'loss': round(float(np.mean(losses[-50:])), 4)}) + '\n')
            log.flush()
        if time.time() - saved > CHECKPOINT_SECONDS:
            save(step + 1)
            saved = time.time()
        if time.time() - begin > options.minutes * 60:
            save(step + 1)
            print('The time is up. Call again to go on.')
            return
    save(len(batches))
    with rounding(model) if options.bits == 4 else nullcontext():
        found = average_precision(model, rows, held_back)
    torch.save(model.to_checkpoint(), out / 'model.pt')
    log.write(json.dumps({'held_back': found}) + '\n')
    print(found)


if __name__ == '__main__':
    main()
