"""Step 4: proposes a threshold for each category and preset, from rows that the folds of calibrate.py did not see.

All thresholds are chosen together: from high values, the one is lowered that catches most for each harmless row that it costs,
until a budget of harmless rows is used up. The numbers go by hand into libs/moderation/src/policy/preset-thresholds.ts.

python thresholds.py --scores guard-model.json.scores.npz
"""

import argparse

import numpy as np

# The most harmless rows that a preset may block: prompts of the pool, rows of the development set, rows written here.
BUDGETS = {'balanced': (0.004, 0.07, 0.03), 'strict': (0.02, 0.16, 0.08)}
STEPS = np.array([0.99, 0.97, 0.95, 0.92, 0.9, 0.87, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.1, 0.07, 0.05])


def shares(blocked, groups):
    return np.array([blocked[group].mean() for group in groups])


def choose(scores, harmful, harmless, budgets):
    """Lowers one threshold at a time, the most useful first, while the budgets hold. Returns a threshold for each category."""
    level = {category: 0 for category in scores}
    blocked_at = {c: [s >= t for t in STEPS] for c, s in scores.items()}
    blocked = np.any([blocked_at[c][0] for c in scores], axis=0)
    budgets = np.array(budgets)
    while True:
        best, gain_of_best = None, 0
        for category, at in level.items():
            for further in (1, 2, 3):
                if at + further >= len(STEPS):
                    continue
                candidate = blocked | blocked_at[category][at + further]
                cost = shares(candidate, harmless)
                if np.any(cost > budgets):
                    continue
                gain = (shares(candidate, harmful) - shares(blocked, harmful)).sum()
                gain /= 1e-3 + ((cost - shares(blocked, harmless)) / budgets).sum()
                if gain > gain_of_best:
                    best, gain_of_best = (category, at + further, candidate), gain
        if best is None:
            return {category: float(STEPS[at]) for category, at in level.items()}, blocked
        level[best[0]], blocked = best[1], best[2]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument('--scores', required=True)
    options = arguments.parse_args()
    data = np.load(options.scores)
    development, prompt, everyday, written = (data[f'is_{name}'] for name in ('development', 'prompt', 'everyday', 'written'))
    label = data['x/unsafe labels']
    # The injection heads have rows and budgets of their own.
    content = {c: data[c] for c in data.files if f'{c} labels' in data.files and c not in ('x/injection', 'x/jailbreak', 'x/privacy')}
    harmless = [(label == 0) & everyday, (label == 0) & development, (label == 0) & written]
    harmful = [(label == 1) & development, (label == 1) & prompt & ~development]
    for preset, budgets in BUDGETS.items():
        thresholds, blocked = choose(content, harmful, harmless, budgets)
        print(preset, thresholds)
        print('  harmful blocked: development %.3f, prompts %.3f' % tuple(shares(blocked, harmful)))
        print('  harmless blocked: prompts %.4f, development %.3f, written %.3f' % tuple(shares(blocked, harmless)))
    for category in ('x/injection', 'x/jailbreak', 'x/privacy'):
        scores, labels = data[category], data[f'{category} labels']
        for threshold in (0.3, 0.5, 0.7, 0.9):
            print(category, threshold, 'caught %.3f, harmless prompts %.4f, other harmless %.4f' % (
                (scores[labels == 1] >= threshold).mean(), (scores[(label == 0) & everyday] >= threshold).mean(),
                (scores[(labels == 0) & ~prompt] >= threshold).mean()))


if __name__ == '__main__':
    main()
