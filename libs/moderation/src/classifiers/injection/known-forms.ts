import { type CategorySpan } from '../../contract/classifier.js';
import { type TextView, toOriginalRange } from '../../text/text-view.js';
import { uniqueSpans } from '../spans/unique-spans.js';
import { injectionRules } from './rules/injection-rules.js';
import { gluedInjectionRules } from './rules/override-rules.js';
import { type InjectionRule } from './rules/rule.js';

/** Two different weak signs at most this far apart are as good as one certain sign. */
const maximumSignDistance = 600;

/** The score of two different weak signs together. */
const pairScore = 0.7;

/** From this score on a sign counts alone. */
const certainScore = 0.5;

interface FoundForm extends CategorySpan {
  readonly category: InjectionRule['category'];
  readonly name: string;
}

/** Finds known forms of injections and jailbreaks in the readings of a text. */
export function findKnownForms(readings: readonly TextView[]): readonly CategorySpan[] {
  const found = readings.flatMap((view) => raisePairs(findForms(view)));
  return uniqueSpans(
    // Of equal spans the last one is kept.
    found.toSorted((a, b) => a.score - b.score).map(({ name: _name, ...span }) => span),
    'category',
  );
}

function findForms(view: TextView): readonly FoundForm[] {
  const rules = view.isGlued ? gluedInjectionRules : injectionRules;
  return rules.flatMap(({ name, category, score, pattern }) =>
    [...view.text.matchAll(pattern)].map(({ 0: form, index }) => ({
      ...toOriginalRange(view, index, index + form.length),
      category,
      score,
      name,
    })),
  );
}

/** Raises the score of weak signs of a category that stand near a different one. */
function raisePairs(found: readonly FoundForm[]): readonly FoundForm[] {
  const inOrder = found.toSorted((a, b) => a.start - b.start);
  const raised = new Set<FoundForm>();
  const last = new Map<string, Map<string, FoundForm>>();
  for (const form of inOrder) {
    const byName = last.get(form.category) ?? new Map<string, FoundForm>();
    for (const [name, other] of byName) {
      if (name === form.name || form.start - other.end > maximumSignDistance) continue;
      raised.add(form);
      raised.add(other);
    }
    byName.set(form.name, form);
    last.set(form.category, byName);
  }
  return inOrder.map((form) => (raised.has(form) && form.score < certainScore ? { ...form, score: pairScore } : form));
}
