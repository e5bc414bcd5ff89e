"""Writes golden logits for the test of the product's language head, by the programs that fit and measure such heads.

python golden_language.py --out ../../libs/moderation/golden/language-logits.json
"""

import argparse
import base64
import json

import numpy as np

from golden_tokens import TEXTS
from measure_language import LanguageHead

BUCKETS = 1024
FURTHER_TEXTS = [
    'Ngày mai trời sẽ mưa, chúng tôi ở nhà.', 'Não sei onde estão as chaves.', 'Gdzie są klucze? Nie wiem, gdzieś tu.',
    'w0rds w1th d1gits', '8f14e45f ceea167a', "don't can't l'été",
]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument('--out', required=True)
    options = arguments.parse_args()
    weights = np.random.default_rng(5).integers(-127, 128, BUCKETS).astype(np.int8)
    head = {'weights': base64.b64encode(weights.tobytes()).decode(), 'scale': 0.0125, 'bias': 0.75, 'certainAt': 3}
    # The product takes out markup before it reads a text.
    texts = [text for text in [*TEXTS, *FURTHER_TEXTS] if '<' not in text]
    logits = [LanguageHead({'language': head, 'keepsAccents': keeps}).logits(texts) for keeps in (False, True)]
    cases = [{'text': text, 'logit': float(bare), 'logitWithAccents': float(full)} for text, bare, full in zip(texts, *logits)]
    with open(options.out, 'w') as file:
        json.dump({'head': head, 'cases': cases}, file, ensure_ascii=False, indent=2)
        file.write('\n')


if __name__ == '__main__':
    main()
