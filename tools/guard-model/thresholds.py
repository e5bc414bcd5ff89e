"""Step 4: proposes a threshold for each category and preset, from rows that the folds of calibrate.py did not see.

A category may block at most this share of the harmless prompts (held-back families of the pool, none written here) and of the
harmless rows of the development set. The numbers go by hand into libs/moderation/src/policy/preset-thresholds.ts.

python thresholds.py --scores guard-model.json.scores.npz
"""

import argparse

import numpy as np

BUDGETS = {'balanced': (0.0015, 0.015), 'strict': (0.01, 0.06)}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument('--scores', required=True)
    options = arguments.parse_args()
    data = np.load(options.scores)
    development, prompt = data['is_development'], data['is_prompt'] & ~data['is_written']
    any_label = data['x/unsafe labels']
    chosen = {preset: {} for preset in BUDGETS}
    for category in [name for name in data.files if f'{name} labels' in data.files]:
        scores, labels = data[category], data[f'{category} labels']
        line = category
        for preset, (of_prompts, of_development) in BUDGETS.items():
            harmless = any_label == 0
            threshold = max(
                np.quantile(scores[harmless & prompt], 1 - of_prompts),
                np.quantile(scores[harmless & development], 1 - of_development),
                0.05,
            )
            chosen[preset][category] = threshold = np.ceil(threshold * 100) / 100
            caught = lambda where: (scores[where] >= threshold).mean() if where.any() else np.nan
            line += (f'  {preset} {threshold:.2f}: caught {caught(labels == 1):.2f} of {(labels == 1).sum()}, '
                     f'development {caught((labels == 1) & development):.2f}')
        print(line)
    for preset, thresholds in chosen.items():
        blocked = np.any([data[c] >= t for c, t in thresholds.items() if not c.startswith('x/') or c == 'x/unsafe'], axis=0)
        share = lambda where: blocked[where].mean()
        print(preset, 'blocked: development harmful %.3f harmless %.3f; prompts harmless %.4f; pool harmful %.3f' % (
            share(development & (any_label == 1)), share(development & (any_label == 0)), share(prompt & (any_label == 0)),
            share(~development & (any_label == 1))))


if __name__ == '__main__':
    main()
