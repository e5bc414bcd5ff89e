import { type CategorySpan } from '../../contract/classifier.js';
import { readText } from '../../text/text-reading.js';
import { toOriginalRange } from '../../text/text-view.js';
import { uniqueSpans } from '../spans/unique-spans.js';
import { gluedInjectionRules, injectionRules } from './injection-rules.js';

/** Finds known forms of injections and jailbreaks, disguised or not. */
export function findKnownForms(text: string): readonly CategorySpan[] {
  const found = readText({ text }).views.flatMap((view) =>
    (view.isGlued ? gluedInjectionRules : injectionRules).flatMap(({ category, score, pattern }) =>
      [...view.text.matchAll(pattern)].map(({ 0: form, index }): CategorySpan => ({
        ...toOriginalRange(view, index, index + form.length),
        category,
        score,
      })),
    ),
  );
  return uniqueSpans(found, 'category');
}
