import { type CategorySpan } from '../../contract/classifier.js';
import { toDeobfuscatedViews } from '../../text/deobfuscated-views.js';
import { leetView } from '../../text/leet-view.js';
import { foldText, writtenRange } from '../../text/fold-text.js';
import { gluedInjectionRules, injectionRules } from './injection-rules.js';

/** Known forms of injections and jailbreaks, in every reading of the text. */
export function findKnownForms(text: string): readonly CategorySpan[] {
  const views = toDeobfuscatedViews(text);
  const unleeted = leetView(foldText(text));
  const found = [...views, ...(unleeted === undefined ? [] : [unleeted])].flatMap((view) =>
    (view.isGlued ? gluedInjectionRules : injectionRules).flatMap(({ category, score, pattern }) =>
      [...view.text.matchAll(pattern)].map(({ 0: form, index }): CategorySpan => ({
        ...writtenRange(view, index, index + form.length),
        category,
        score,
      })),
    ),
  );
  // A form that is not disguised is found in several views.
  return [
    ...new Map(found.map((span) => [`${String(span.start)}:${String(span.end)}:${span.category}`, span])).values(),
  ];
}
