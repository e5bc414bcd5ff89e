"""Step 4: chooses the guard's threshold for each category and preset, from rows that the folds of calibrate.py did not see.

The thresholds of the categories of content are chosen together. They start high. The one is lowered that catches most for each harmless row
that it costs, until a budget of harmless rows is used up. The others have budgets of their own, and get the lowest value that keeps them.

Prints the lines of `guardThresholds` in libs/moderation/src/policy/preset-thresholds.ts, and figures on the error output.

python thresholds.py --scores guard-model.json.scores.npz
"""

import argparse
import sys

import numpy as np

from categories import UNUSED

# The most harmless rows that a preset may block: prompts of the pool, rows of the development set, rows written here.
BUDGETS = {'balanced': (0.004, 0.07, 0.03), 'strict': (0.02, 0.16, 0.08)}
# Categories with rows of their own, and the most harmless rows that they may find: prompts of the pool, other harmless rows.
APART = ['x/injection', 'x/jailbreak', 'x/privacy']
BUDGETS_APART = {'balanced': (0.0005, 0.01), 'strict': (0.002, 0.02)}
STEPS = np.array([
    0.998, 0.995, 0.99, 0.985, 0.98, 0.97, 0.95, 0.92, 0.9, 0.87, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5,
    0.45, 0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.1, 0.07, 0.05,
])


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


def choose_apart(scores, harmless, budgets):
    """Takes the lowest threshold that keeps the budgets. 1 when none does."""
    kept = [step for step in STEPS if np.all(shares(scores >= step, harmless) <= budgets)]
    return float(min(kept, default=1))


def to_line(category, thresholds):
    """Writes a line of preset-thresholds.ts. That of a head that is not used is a comment."""
    name = category if category.isalpha() else f"'{category}'"
    comment = '// not used: ' if category in UNUSED else ''
    # A strict preset finds at least what the other finds.
    balanced, strict = thresholds['balanced'], min(thresholds['balanced'], thresholds['strict'])
    return f'  {comment}{name}: {{ balanced: {balanced:g}, strict: {strict:g} }},'


def report(*values):
    print(*values, file=sys.stderr)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument('--scores', required=True)
    options = arguments.parse_args()
    data = np.load(options.scores)
    development, prompt, everyday, written = (data[f'is_{name}'] for name in ('development', 'prompt', 'everyday', 'written'))
    label = data['x/unsafe labels']
    categories = [name for name in data.files if f'{name} labels' in data.files]
    content = {name: data[name] for name in categories if name not in APART}
    harmless = [(label == 0) & everyday, (label == 0) & development, (label == 0) & written]
    harmful = [(label == 1) & development, (label == 1) & prompt & ~development]
    thresholds = {name: {} for name in categories}
    for preset, budgets in BUDGETS.items():
        chosen, blocked = choose(content, harmful, harmless, budgets)
        for category, threshold in chosen.items():
            thresholds[category][preset] = threshold
        report(preset)
        report('  harmful blocked: development %.3f, prompts %.3f' % tuple(shares(blocked, harmful)))
        report('  harmless blocked: prompts %.4f, development %.3f, written %.3f' % tuple(shares(blocked, harmless)))
    for category in APART:
        if category not in categories:
            continue
        scores, labels = data[category], data[f'{category} labels']
        own_harmless = [(label == 0) & everyday, (labels == 0) & ~prompt]
        for preset, budgets in BUDGETS_APART.items():
            threshold = thresholds[category][preset] = choose_apart(scores, own_harmless, budgets)
            found = shares(scores >= threshold, [labels == 1, *own_harmless])
            report(category, preset, 'caught %.3f, harmless prompts %.4f, other harmless %.4f' % tuple(found))
    # As in the file: the categories of OpenAI first.
    for category in sorted(categories, key=lambda name: (name.startswith('x/'), name)):
        print(to_line(category, thresholds[category]))


if __name__ == '__main__':
    main()
