import { type RE2JS } from 're2js';

import { type CategorySpan, type Classifier } from '../../contract/classifier.js';
import { type ModerationStage, type TextRange } from '../../contract/moderation-input.js';
import { type ModerationPolicy, type TextRule } from '../../contract/policy.js';
import { findOpenPassage } from '../../text/decoded/index.js';
import { compileLinearPattern, findMatches } from '../../text/linear-pattern.js';
import { findSettledWordsEnd } from '../../text/settled-words.js';
import { readText, type TextReading } from '../../text/text-reading.js';
import { toIdentityView, toOriginalRange } from '../../text/text-view.js';
import { toCategoryScores } from '../spans/span-scores.js';
import { uniqueSpans } from '../spans/unique-spans.js';
import { TermIndex } from '../terms/term-index.js';

/** The rules of one policy for one stage, ready to match. */
interface CompiledRules {
  readonly rules: readonly TextRule[];
  readonly terms: TermIndex<TextRule>;
  readonly hasTerms: boolean;
  readonly patterns: readonly { readonly rule: TextRule; readonly pattern: RE2JS }[];
}

/**
 * Creates the classifier of the words and patterns in a policy's own rules.
 *
 * It finds whole words and patterns, disguised or not. Patterns have RE2 syntax, which
 * matches in linear time. In a stream a pattern matches at most `gate.holdBackCharacters` beyond the text that is
 * released.
 */
export function createRulesClassifier(): Classifier {
  const compiled = new WeakMap<ModerationPolicy, Map<ModerationStage, CompiledRules>>();
  const compileOnce = (policy: ModerationPolicy, stage: ModerationStage): CompiledRules => {
    const byStage = compiled.get(policy) ?? new Map<ModerationStage, CompiledRules>();
    compiled.set(policy, byStage);
    const rules =
      byStage.get(stage) ?? compileRules(policy.rules.filter(({ stages }) => stages?.includes(stage) ?? true));
    byStage.set(stage, rules);
    return rules;
  };
  return {
    name: 'rules',
    categories: ['x/rules'],
    classify: async (input, { policy }) => {
      const { text, stage, partial } = input;
      const reading = readText(input);
      const { rules, terms, hasTerms, patterns } = compileOnce(policy, stage);
      const spans = [...(hasTerms ? findTerms(reading, terms) : []), ...findPatterns(reading, patterns)];
      const afterTerms = hasTerms ? findSettledWordsEnd(reading, terms.bounds) : text.length;
      const afterPatterns =
        patterns.length > 0
          ? Math.min(Math.max(0, text.length - policy.gate.holdBackCharacters), findOpenPassage(text))
          : text.length;
      return {
        scores: toCategoryScores(
          rules.map(({ category }) => category),
          spans,
        ),
        spans,
        scanned: { start: 0, end: text.length },
        settledTo: partial ? Math.min(afterTerms, afterPatterns) : text.length,
      };
    },
  };
}

function compileRules(rules: readonly TextRule[]): CompiledRules {
  const terms = new TermIndex<TextRule>();
  for (const rule of rules) for (const word of rule.words) terms.add(word, rule);
  return {
    rules,
    terms,
    hasTerms: rules.some(({ words }) => words.length > 0),
    patterns: rules.flatMap((rule) =>
      rule.patterns.flatMap((source) => {
        // Always defined: the policy's schema refuses a pattern that does not compile.
        const { pattern } = compileLinearPattern(source);
        return pattern === undefined ? [] : [{ rule, pattern }];
      }),
    ),
  };
}

function findTerms(reading: TextReading, terms: TermIndex<TextRule>): readonly CategorySpan[] {
  const found = reading.views.flatMap((view) => terms.find(view)).map((term) => toSpan(term.meaning, term));
  return uniqueSpans(found, 'label');
}

/** Finds patterns in the text as written and in each view that differs from it. */
function findPatterns(reading: TextReading, patterns: CompiledRules['patterns']): readonly CategorySpan[] {
  if (patterns.length === 0) return [];
  // Patterns match in any case, so views that differ in case alone count once.
  const views = new Map(
    [toIdentityView(reading.text), reading.plain, ...reading.views].map((view) => [view.text.toLowerCase(), view]),
  );
  const found = patterns.flatMap(({ rule, pattern }) =>
    [...views.values()].flatMap((view) =>
      findMatches(pattern, view.text).map(({ start, end }) => toSpan(rule, toOriginalRange(view, start, end))),
    ),
  );
  return uniqueSpans(found, 'label');
}

/** Creates a span with its rule's name as the label: `my-rule` → `MY_RULE`. */
function toSpan({ name, category, score }: TextRule, { start, end }: TextRange): CategorySpan {
  return { start, end, category, score, label: name.replaceAll('-', '_').toUpperCase() };
}
