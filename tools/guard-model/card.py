"""Step 8: writes the model card beside the model, from the figures of the evaluation.

python card.py --model FOLDER --evaluation FILE.json --sources ROWS.npz.sources.json --report guard-model.json.report.json
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path

LANGUAGES = {'en': 'English', 'fr': 'French', 'de': 'German', 'it': 'Italian', 'es': 'Spanish', 'nl': 'Dutch'}

INTRODUCTION = """# Model card: {name} {version}

A small encoder that scores texts for harm, beside the served model, on the CPU. Its weights are fine-tuned from
[bge-small-en-v1.5](https://huggingface.co/BAAI/bge-small-en-v1.5) (MIT, BAAI): BERT, 12 layers, 384 wide, 33 million parameters, stored as
4-bit whole numbers (word embeddings: 8-bit). SHA-256 of `{file}`: `{sha256}`.

## Use

- **Meant for**: scoring the inputs, outputs and tool results of a language model, as one classifier beside others under a policy.
- **Not meant for**: judging people, deciding alone about users, content without a language model around it, or as evidence of anything.
- **Input**: `role: text` with the role `user`, `assistant`, `tool` or `text`; before an answer the end of the turn before it.
- **Output**: a calibrated probability for each category. Long texts are read in windows of {windowCharacters} characters; the highest score counts.
- **Languages**: {languages}. A text in another language gets no score, so that it is neither blocked nor held for clean: a head of letter
  groups and words tells the language. Letters of other scripts than Latin are not read.
- **Calibration**: the scores are calibrated on rows that no fold saw: of those with a score of .7, seven of ten are harmful. Harm is rarer in
  use than among these rows, so a score of .7 means less there. The presets of the package have thresholds of their own for this model.
"""

NEXT = """
## The model for other languages

`{file}` ({name} {version}, SHA-256 `{sha256}`) reads the texts of which the first model does not surely know the language:
{languages}. It is fine-tuned from [multilingual-e5-small](https://huggingface.co/intfloat/multilingual-e5-small) (MIT, Microsoft), with the
24,000 pieces of the vocabulary that these languages use most, stored as 4-bit whole numbers. Of both models' scores the higher one counts where
the language is not certain. It was trained on fewer rows, and is less sure than the first one: see the figures by language.
"""

LIMITS = """## Limits

- The English rows are mostly American of 2015 to 2024. Almost half of all rows was written for this project.
- Texts in other languages were translated by the project, with few idioms and little slang.
- Sexual prose was learned from suggestive texts and from a list of terms put into ordinary sentences: explicit stories in plain words pass at times.
- Heads with few rows (`sexual/minors`, `self-harm/instructions`, `hate/threatening`, `violence/graphic`) are the least sure.
- Sarcasm, allusions and hate argued in polite words are missed. Harmless posts about racism, violence and self-harm are accused at times.
- The labels come from many sources that disagree about what is harmful. A threshold is a choice: measure on texts of your own.
- Anyone can find texts that pass: the weights are public. The word lists, rules and limits around the model stay.
"""


def table(header, rows):
    return '\n'.join(['| ' + ' | '.join(header) + ' |', '|' + ' --- |' * len(header), *('| ' + ' | '.join(r) + ' |' for r in rows)])


def number(value):
    return '' if value is None else f'{value["value"]:.3f} ({value["low"]:.3f}–{value["high"]:.3f})' if 'low' in value else f'{value["value"]:.3f}'


def limit(figure, name):
    bound = figure.get(name)
    if not bound:
        return ''
    return f'≥ {bound["atLeast"]}' if 'atLeast' in bound else f'≤ {bound["atMost"]}'


def describe(model):
    return {**model, 'languages': ', '.join(LANGUAGES[code] for code in model['languages'])}


def read_next(folder, model):
    """The part about the model that comes next, if there is one."""
    if 'next' not in model:
        return []
    return [NEXT.format(**describe(json.loads((Path(folder) / model['next']).read_text())))]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ('model', 'evaluation', 'sources', 'report'):
        arguments.add_argument(f'--{name}', required=True)
    options = arguments.parse_args()
    model = json.loads((Path(options.model) / 'guard-model.json').read_text())
    figures = [f for f in json.loads(Path(options.evaluation).read_text())['figures'] if f.get('floor') or f.get('target') or f['set'] == 'languages']
    report = json.loads(Path(options.report).read_text())
    sources = defaultdict(lambda: [0, set()])
    for row in json.loads(Path(options.sources).read_text()):
        name = 'written for this project' if row['source'].startswith(('written', 'own', 'lexicon')) else row['source']
        sources[name][0] += row['rows']
        sources[name][1].add(row['licence'])
    parts = [
        INTRODUCTION.format(**describe(model)),
        *read_next(options.model, model),
        '## Figures\n\nShares with 95 % intervals. `guard`: the heads alone; `both`: the preset `balanced` as it ships.\n',
        table(['set', 'figure', 'rows', 'guard', 'both', 'floor', 'target'],
              [[f['set'], f['name'], str(f['rows']), number(f['values'].get('guard')), number(f['values'].get('both')),
                limit(f, 'floor'), limit(f, 'target')] for f in figures]),
        '\nRows that no fold saw (held-back families of the training rows, and the development set): average precision, and the mean\n'
        'difference between score and share of harmful rows (expected calibration error).\n',
        table(['category', 'rows', 'harmful', 'average precision', 'calibration error'],
              [[f'`{c}`', str(r['rows']), str(r['positive']), f'{r["averagePrecision"]:.3f}', f'{r["calibrationError"]:.3f}']
               for c, r in report.items()]),
        '\n' + LIMITS,
        '## Training rows\n',
        table(['source', 'rows', 'licence'],
              [[name, str(count), ', '.join(sorted(licences))] for name, (count, licences) in sorted(sources.items(), key=lambda s: -s[1][0])]),
        '\nHow the model is made: `tools/guard-model` in the repository.\n',
    ]
    (Path(options.model) / 'MODEL_CARD.md').write_text('\n'.join(parts))


if __name__ == '__main__':
    main()
