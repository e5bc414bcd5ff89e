import { type RE2JS } from 're2js';

import { type Category, type CategoryScores } from '../../contract/category.js';
import { type CategorySpan, type Classifier } from '../../contract/classifier.js';
import { toDeobfuscatedViews } from '../../text/deobfuscated-views.js';
import { leetView } from '../../text/leet-view.js';
import { foldText } from '../../text/fold-text.js';
import { findPattern } from '../../policy/find-pattern.js';
import { compileLinearPattern } from '../../text/linear-pattern.js';
import { type ModerationPolicy, type TextRule } from '../../contract/policy.js';
import { settledWords } from '../../text/settled-words.js';
import { type ModerationStage } from '../../contract/moderation-input.js';
import { TermIndex } from './term-index.js';

/** The rules of one policy for one stage, ready to match. */
interface CompiledRules {
  readonly rules: readonly TextRule[];
  readonly terms: TermIndex<TextRule>;
  readonly hasTerms: boolean;
  readonly patterns: readonly { readonly rule: TextRule; readonly pattern: RE2JS }[];
}

/**
 * The words and patterns of the policy's own. Words are found as whole words, disguised or not; patterns in RE2's syntax,
 * which matches in linear time, in the text as written and in its folded form. In a stream a pattern sees as far to the
 * right as the policy holds back.
 */
export function createRulesClassifier(): Classifier {
  const compiled = new WeakMap<ModerationPolicy, Map<ModerationStage, CompiledRules>>();
  const rulesFor = (policy: ModerationPolicy, stage: ModerationStage): CompiledRules => {
    const byStage = compiled.get(policy) ?? new Map<ModerationStage, CompiledRules>();
    compiled.set(policy, byStage);
    const known =
      byStage.get(stage) ?? compileRules(policy.rules.filter(({ stages }) => stages?.includes(stage) ?? true));
    byStage.set(stage, known);
    return known;
  };
  return {
    name: 'rules',
    categories: ['x/rules'],
    classify: async ({ text, stage, partial }, { policy }) => {
      const { rules, terms, hasTerms, patterns } = rulesFor(policy, stage);
      const spans = [...(hasTerms ? findTerms(text, terms) : []), ...findPatterns(text, patterns)];
      const afterTerms = hasTerms ? settledWords(text, terms.ahead) : text.length;
      const afterPatterns =
        patterns.length > 0 ? Math.max(0, text.length - policy.gate.holdBackCharacters) : text.length;
      return {
        scores: scoresOf(rules, spans),
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
    // The schema proved that every pattern compiles.
    patterns: rules.flatMap((rule) =>
      rule.patterns.flatMap((source) => {
        const { pattern } = compileLinearPattern(source);
        return pattern === undefined ? [] : [{ rule, pattern }];
      }),
    ),
  };
}

function findTerms(text: string, terms: TermIndex<TextRule>): readonly CategorySpan[] {
  const unleeted = leetView(foldText(text));
  const views = [...toDeobfuscatedViews(text), ...(unleeted === undefined ? [] : [unleeted])];
  const found = views.flatMap((view) => terms.find(view)).map(({ start, end, meaning }) => spanOf(meaning, start, end));
  return [
    ...new Map(found.map((span) => [`${String(span.start)}:${String(span.end)}:${span.label ?? ''}`, span])).values(),
  ];
}

function findPatterns(text: string, patterns: CompiledRules['patterns']): readonly CategorySpan[] {
  if (patterns.length === 0) return [];
  const folded = foldText(text);
  const isPlain = folded.text === text.toLowerCase();
  return patterns.flatMap(({ rule, pattern }) => [
    ...findPattern(pattern, text).map(({ start, end }) => spanOf(rule, start, end)),
    ...(isPlain
      ? []
      : findPattern(pattern, folded.text).map(({ start, end }) =>
          spanOf(rule, folded.starts[start] ?? 0, folded.ends[end - 1] ?? text.length),
        )),
  ]);
}

/** `my-rule` → `MY_RULE`. */
function spanOf({ name, category, score }: TextRule, start: number, end: number): CategorySpan {
  return { start, end, category, score, label: name.replaceAll('-', '_').toUpperCase() };
}

function scoresOf(rules: readonly TextRule[], spans: readonly CategorySpan[]): CategoryScores {
  const scores: Partial<Record<Category, number>> = {};
  for (const { category } of rules) scores[category] = 0;
  for (const { category, score } of spans) scores[category] = Math.max(scores[category] ?? 0, score);
  return scores;
}
