import { type Category, findParentCategory } from './category.js';
import { type ModerationStage } from './moderation-input.js';
import { type RhythmOptions } from './stream-rhythm.js';
import { type HistoryAction, type PolicyAction } from './verdict.js';

/** The rule for one category. */
export interface CategoryRule {
  /** The action is taken when the score reaches this value, from 0 to 1. */
  readonly threshold: number;
  /** Stands in place of `threshold` for the scores of a classifier, by its name. */
  readonly thresholds?: Readonly<Record<string, number>> | undefined;
  readonly action: PolicyAction;
}

/** Rules by category. The policy's `otherCategories` is the rule for every other category. */
export type CategoryRules = Readonly<Partial<Record<Category, CategoryRule>>>;

/** The texts from which a category of the policy's own is learned. */
export interface CategoryExamples {
  /** Texts that belong to the category. */
  readonly examples: readonly string[];
  /** Texts that do not, although they are close to it. */
  readonly counterExamples: readonly string[];
}

/** The settings with which a classifier runs. */
export interface ClassifierSettings {
  readonly enabled: boolean;
  /** After this many milliseconds of its own work the classifier has failed. Waiting does not count. */
  readonly timeoutMs: number;
  /** `block`: a failure gives an error verdict. `allow`: the text passes, and the verdict lists the failure. */
  readonly onError: 'block' | 'allow';
  /** `true`: the policy also works for a moderator that does not have the classifier. Default false. */
  readonly optional?: boolean | undefined;
}

/** The rules for the texts of one stage. */
export interface StageRules {
  /** `false`: texts of this stage pass unmoderated, with verdicts whose `scanned` is empty. */
  readonly enabled: boolean;
  /** The names of the classifiers that run at the stage; undefined: all that are enabled. */
  readonly classifiers: readonly string[] | undefined;
  /** The rules of the policy, each replaced by the stage's own where there is one. */
  readonly categories: CategoryRules;
}

/** The settings for streamed text. Sizes are in UTF-16 code units. */
export interface GateSettings {
  /** `window`: moderates and releases text while it is written. `full`: releases nothing before the end. */
  readonly mode: 'window' | 'full';
  /** The gate moderates when it has this many new characters. */
  readonly windowCharacters: number;
  /** The gate moderates at the latest when text has waited this many milliseconds. */
  readonly maximumWaitMs: number;
  /** The classifiers also get this many released characters before the new ones. */
  readonly contextCharacters: number;
  /** This many characters at the end are held for classifiers that return no `settledTo`. */
  readonly holdBackCharacters: number;
  /** A stream that holds more is stopped with an error. */
  readonly maximumHeldCharacters: number;
  /** Replaces values of the rhythm of classifiers that have one. Undefined: the classifier's own. */
  readonly rhythm: RhythmOptions | undefined;
}

/** The replacement for redacted text. */
export interface RedactionSettings {
  /** `restore`: the caller and the tools get the values back, where the caller of this library gives a `RedactionVault`. */
  readonly mode: 'replace' | 'restore';
  readonly style: 'placeholder' | 'mask' | 'hash';
  /** The key of the hashes in placeholders and audit events. Undefined: a random key of this process. */
  readonly hashKey: string | undefined;
}

/** Words and patterns of the policy's own that are a finding. */
export interface TextRule {
  readonly name: string;
  readonly category: Category;
  readonly score: number;
  readonly words: readonly string[];
  readonly patterns: readonly string[];
  readonly stages: readonly ModerationStage[] | undefined;
}

/** Words and patterns that are never a finding. */
export interface Allowance {
  readonly words: readonly string[];
  readonly patterns: readonly string[];
  /** Undefined: every category. */
  readonly categories: readonly Category[] | undefined;
}

/** The settings for moderating a message together with earlier ones. */
export interface ConversationSettings {
  /** The number of earlier messages of the same role that are read together with a message. 0: none, and it costs nothing. */
  readonly turns: number;
  /** At most this many characters of the earlier messages are read. */
  readonly maximumCharacters: number;
}

/** The settings for the records of decisions. */
export interface AuditSettings {
  /**
   * `none`: records hold no text. `approved`: they hold the released text, redactions applied, and never a stopped one.
   */
  readonly text: 'none' | 'approved';
  /** A record that is not written after this many milliseconds counts as failed. */
  readonly timeoutMs: number;
  /**
   * `block`: a text whose record failed is not released. `allow`: it is released, and the verdict lists the failure.
   */
  readonly onError: 'block' | 'allow';
}

/**
 * The messages for the person whose text, or whose answer, was stopped. One for a category is in place of `blocked`; it also
 * holds for the parts of the category: `self-harm` for `self-harm/intent`.
 */
export interface PolicyMessages extends Readonly<Partial<Record<Category, string>>> {
  /** `{categories}` is replaced by the names of the categories, also in the messages for one. */
  readonly blocked: string;
  /** For a text that could not be moderated. */
  readonly failed: string;
}

/** The limits of the moderation of one text. */
export interface LimitSettings {
  /** A longer text gets an error verdict. UTF-16 code units. */
  readonly maximumCharacters: number;
  /** Each classifier runs at most this many times at once; others wait. */
  readonly maximumConcurrentChecks: number;
  /** A check that waits longer than this many milliseconds, before and between its work, gets an error verdict. */
  readonly maximumWaitMs: number;
  /** The number of results of classifiers that a moderator remembers. 0: none. */
  readonly maximumCachedResults: number;
}

/** A complete policy, as `parsePolicy`, `loadPolicy`, `definePolicy` and `presetPolicy` make it. */
export interface ModerationPolicy {
  readonly name: string;
  readonly version: string;
  readonly messages: PolicyMessages;
  readonly limits: LimitSettings;
  /** Settings by the classifier's name. */
  readonly classifiers: Readonly<Record<string, ClassifierSettings>>;
  /** The settings of every classifier that `classifiers` does not name. */
  readonly otherClassifiers: ClassifierSettings;
  /** The rule for every category that has no rule of its own. */
  readonly otherCategories: CategoryRule;
  readonly stages: Readonly<Record<ModerationStage, StageRules>>;
  readonly gate: GateSettings;
  readonly history: HistoryAction;
  readonly conversation: ConversationSettings;
  readonly redaction: RedactionSettings;
  readonly audit: AuditSettings;
  readonly rules: readonly TextRule[];
  /** The categories that are learned from examples, by name. */
  readonly examples: Readonly<Partial<Record<Category, CategoryExamples>>>;
  readonly allow: readonly Allowance[];
}

/**
 * Finds the rule for a category at a stage: its own, or else that of the nearest category above it. `x/pii/card` follows the rule
 * for `x/pii` unless the policy has one for `x/pii/card`.
 */
export function findRule(policy: ModerationPolicy, stage: ModerationStage, category: Category): CategoryRule {
  const { categories } = policy.stages[stage];
  for (let name: Category | undefined = category; name !== undefined; name = findParentCategory(name)) {
    const rule = categories[name];
    if (rule !== undefined) return rule;
  }
  return policy.otherCategories;
}

/** Finds the score of a classifier from which a rule takes its action. */
export function findThreshold({ threshold, thresholds = {} }: CategoryRule, classifier: string): number {
  return (Object.hasOwn(thresholds, classifier) ? thresholds[classifier] : undefined) ?? threshold;
}

/**
 * Checks whether the score of a classifier is a finding. With a threshold of 0 every score is one except 0, which means "not found".
 */
export function isFinding(rule: CategoryRule, classifier: string, score: number): boolean {
  return score > 0 && score >= findThreshold(rule, classifier);
}

/** Finds the settings of a classifier under a policy. */
export function findClassifierSettings(policy: ModerationPolicy, name: string): ClassifierSettings {
  const settings = Object.hasOwn(policy.classifiers, name) ? policy.classifiers[name] : undefined;
  return settings ?? policy.otherClassifiers;
}
