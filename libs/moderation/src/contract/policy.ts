import { type Category } from './category.js';
import { type ModerationStage } from './moderation-input.js';
import { type PolicyAction } from './verdict.js';

/** When to act on a category, and how. */
export interface CategoryRule {
  /** Act when the score reaches this value, 0 … 1. */
  readonly threshold: number;
  readonly action: PolicyAction;
}

/** Rules by category. A category without a rule is judged by the policy's `otherCategories`. */
export type CategoryRules = Readonly<Partial<Record<Category, CategoryRule>>>;

/** How a classifier is run. */
export interface ClassifierSettings {
  readonly enabled: boolean;
  /** After this many milliseconds the classifier has failed. */
  readonly timeoutMs: number;
  /** `block`: a failure gives an error verdict; `allow`: the text passes, and the verdict lists the failure. */
  readonly onError: 'block' | 'allow';
}

/** How texts of one stage are judged. */
export interface StageRules {
  /** `false`: texts of this stage pass unseen, and their verdicts say that nothing was scanned. */
  readonly enabled: boolean;
  /** Names of the classifiers that judge the stage; undefined: all that are enabled. */
  readonly classifiers: readonly string[] | undefined;
  /** The common rules with the stage's own laid over them. */
  readonly categories: CategoryRules;
}

/** How a streamed text is held and released. Sizes in UTF-16 code units. */
export interface GateSettings {
  readonly mode: 'window' | 'full';
  readonly windowCharacters: number;
  readonly maximumWaitMs: number;
  readonly contextCharacters: number;
  readonly holdBackCharacters: number;
  readonly maximumHeldCharacters: number;
}

/** What stands in place of redacted text. */
export interface RedactionSettings {
  readonly style: 'placeholder' | 'mask' | 'hash';
  readonly hashKey: string | undefined;
}

/** Words and patterns of the policy's own. */
export interface TextRule {
  readonly name: string;
  readonly category: Category;
  readonly score: number;
  readonly words: readonly string[];
  readonly patterns: readonly string[];
  readonly stages: readonly ModerationStage[] | undefined;
}

/** Texts that are never a finding. */
export interface Allowance {
  readonly words: readonly string[];
  readonly patterns: readonly string[];
  /** Undefined: every category. */
  readonly categories: readonly Category[] | undefined;
}

/** What is recorded about decisions. */
export interface AuditSettings {
  /** `none`: no text; `approved`: the text as it went on, redactions in place. A stopped text is never recorded. */
  readonly text: 'none' | 'approved';
  /** A record that is not written after this many milliseconds could not be. */
  readonly timeoutMs: number;
  /** `block`: a text whose decision could not be recorded does not go on; `allow`: it does, and the verdict says so. */
  readonly onError: 'block' | 'allow';
}

/** A policy that is complete: every value is there. Made by `parsePolicy`, `loadPolicy`, `definePolicy` or `presetPolicy`. */
export interface ModerationPolicy {
  readonly name: string;
  readonly version: string;
  readonly messages: { readonly blocked: string; readonly failed: string };
  readonly limits: { readonly maximumCharacters: number; readonly maximumConcurrentChecks: number };
  /** By the classifier's name. */
  readonly classifiers: Readonly<Record<string, ClassifierSettings>>;
  /** For a classifier that `classifiers` does not name. */
  readonly otherClassifiers: ClassifierSettings;
  /** For a category that no rule names: a classifier that reports it is believed, not ignored. */
  readonly otherCategories: CategoryRule;
  readonly stages: Readonly<Record<ModerationStage, StageRules>>;
  readonly gate: GateSettings;
  readonly redaction: RedactionSettings;
  readonly audit: AuditSettings;
  readonly rules: readonly TextRule[];
  readonly allow: readonly Allowance[];
}

/** The rule that holds for a category at a stage. */
export function ruleFor(policy: ModerationPolicy, stage: ModerationStage, category: Category): CategoryRule {
  return policy.stages[stage].categories[category] ?? policy.otherCategories;
}

/** How a classifier runs under a policy. */
export function classifierSettings(policy: ModerationPolicy, name: string): ClassifierSettings {
  const settings = Object.hasOwn(policy.classifiers, name) ? policy.classifiers[name] : undefined;
  return settings ?? policy.otherClassifiers;
}
