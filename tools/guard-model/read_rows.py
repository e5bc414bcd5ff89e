"""Reads the rows of all sources into one form."""

import gzip
import hashlib
import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from categories import ANY, CATEGORIES, parents, unrelated
from input_text import clean
from lexicon import write_explicit
from sources import CONTENT, INJECTION, LANGUAGES, MORE, OTHER_LANGUAGES, Cap

# A label that is assumed, and that no one gave, counts as much as this.
WEAK = 0.3


@dataclass
class Row:
    text: str
    role: str
    source: str
    harmful: int | None
    # By head: 1 or 0, and how much it counts.
    labels: dict = field(default_factory=dict)
    weights: dict = field(default_factory=dict)
    context: str | None = None
    # Rows of one family (near copies, one template, the two sides of a pair) stay together.
    family: str = ''
    licence: str = 'Apache-2.0'


def read_json_lines(path):
    opened = gzip.open(path, 'rt') if str(path).endswith('.gz') else open(path)
    with opened as lines:
        return [json.loads(line) for line in lines if line.strip()]


def family_of(source, text):
    """Names the family of a text: its first 40 normalised characters."""
    start = re.sub(r'[^a-z0-9 ]', '', text.lower())[:40]
    return hashlib.sha256(start.encode()).hexdigest()[:12] if start else source


def label(row, categories, judged=None, trusted=True):
    """Fills in the labels of a row: its categories, what they imply, and what is judged not to be there."""
    positive = {c for c in categories if c in CATEGORIES}
    positive |= {p for c in positive for p in parents(c)}
    if row.harmful is not None:
        row.labels[ANY], row.weights[ANY] = row.harmful, 1.0
    if not trusted:
        return row
    for category in positive:
        row.labels[category], row.weights[category] = 1, 1.0
    none = judged if judged is not None else (CATEGORIES if row.harmful == 0 else [])
    for category in none:
        if category in CATEGORIES and category not in positive:
            row.labels[category], row.weights[category] = 0, 1.0
    if row.harmful == 1 and positive:
        for category in unrelated(positive):
            if category not in row.labels:
                row.labels[category], row.weights[category] = 0, WEAK
    return row


def is_english(row):
    lang = row.get('lang') or 'en'
    letters = [c for c in row['text'] if c.isalpha()]
    return lang in ('en', '?') and sum(c.isascii() for c in letters) >= 0.9 * len(letters)


def is_held_back(row):
    """Whether a row judges the model: every sixteenth prompt of OASST, and an eighth of the injected tool results."""
    if row['source'] == 'oasst1_en':
        return hashlib.sha256(row['text'].encode()).hexdigest()[0] == '0'
    if row['source'] in ('bipia_composed', 'injecagent'):
        return family_of('', row['text'])[0] in '01'
    return False


def is_other_language(row):
    return row.get('lang') in LANGUAGES


def take(rows, caps, is_wanted=is_english, seed=1):
    """Draws at most the capped number of rows of each source and label."""
    groups = defaultdict(list)
    for row in rows:
        if row['source'] in caps and row.get('licenceClass', 'permissive') == 'permissive' and is_wanted(row):
            if not is_held_back(row):
                groups[(row['source'], row.get('harmful'))].append(row)
    taken = []
    for (source, harmful), group in sorted(groups.items(), key=str):
        cap: Cap = caps[source]
        most = {1: cap.harmful, 0: cap.harmless, None: cap.unjudged}[harmful]
        random.Random(f'{seed} {source} {harmful}').shuffle(group)
        # Rows with a category come first: the others teach the any-harm head alone.
        group.sort(key=lambda row: not row.get('categories'))
        taken += [(row, cap) for row in group[:most]]
    return taken


def read_public(data):
    data = Path(data)
    rows = []
    for row, cap in take(read_json_lines(data / 'train-content.jsonl.gz'), CONTENT):
        made = Row(clean(row['text']), 'user' if row['source'] in prompt_sources else 'text', row['source'], row['harmful'],
                   licence=row['licence'])
        rows.append(label(made, row['categories'], None, cap.categories))
    more = read_json_lines(data / 'train-more.jsonl.gz')
    for row, cap in take(more, MORE) + take(more, OTHER_LANGUAGES, is_other_language):
        made = Row(clean(row['text']), row['role'], row['source'], row['harmful'], context=row.get('context'),
                   licence=row['licence'])
        rows.append(label(made, row['categories'], row['judged'], cap.categories))
    for row, _ in take([{**r, 'harmful': r.get('harmful')} for r in read_injection(data)], INJECTION):
        made = Row(clean(row['text']), 'user', row['source'], row['harmful'], licence=row['licence'])
        head = 'x/injection' if row['source'] == 'deepset' else 'x/jailbreak'
        made.labels[head], made.weights[head] = row['injection'], 1.0
        if row['harmful'] is not None:
            made.labels[ANY], made.weights[ANY] = row['harmful'], 1.0
        rows.append(made)
    for row in read_json_lines(data / 'contrast.jsonl.gz'):
        made = Row(row['text'], row['role'], 'own_contrast', row['harmful'])
        rows.append(label(made, row['categories']))
    for text, role in write_explicit(rows):
        rows.append(label(Row(text, role, 'lexicon', 1), ['sexual']))
    return rows


prompt_sources = {
    'gpteacher', 'catqa', 'advbench', 'harmbench', 'strongreject', 'dangerousqa', 'maliciousinstruct', 'jailbreakbench',
}


def read_injection(data):
    """Reads the injection rows; of these only the attacks by WildJailbreak are known to wish harm."""
    rows = read_json_lines(data / 'train-injection.jsonl.gz')
    return [{**row, 'harmful': 1 if row['source'] == 'wildjailbreak' else None} for row in rows]


def read_written(folder):
    """Reads the rows that were written for the project."""
    rows = []
    for path in sorted(Path(folder).glob('*.jsonl')):
        for row in read_json_lines(path):
            judged = CATEGORIES if row.get('judged') == 'all' else row.get('judged')
            made = Row(row['text'], row['role'], f'written_{row.get("kind", path.stem)}', row['harmful'],
                       context=row.get('context'), family=str(row.get('family') or row.get('pair') or ''))
            rows.append(label(made, row['categories'], judged))
    return rows
