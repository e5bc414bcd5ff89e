import { type Category } from '../contract/category.js';
import { type ModerationStage } from '../contract/moderation-input.js';
import {
  type AuditSettings,
  type CategoryRule,
  type CategoryRules,
  type ClassifierSettings,
  type ConversationSettings,
  type GateSettings,
  type ModerationPolicy,
  type RedactionSettings,
  type StageRules,
} from '../contract/policy.js';
import { type PolicyDocument } from './schema/policy-schema.js';

type DocumentCategories = NonNullable<PolicyDocument['categories']>;

type DocumentRule = NonNullable<PolicyDocument['otherCategories']>;

const defaultMessages = {
  blocked: 'This content was blocked because it violates the content policy ({categories}).',
  failed: 'This content was not passed on because it could not be moderated. Please try again later.',
};

const defaultLimits = {
  maximumCharacters: 200_000,
  maximumConcurrentChecks: 64,
  maximumCachedResults: 10_000,
  maximumWaitMs: 10_000,
};

const defaultClassifierSettings: ClassifierSettings = { enabled: true, timeoutMs: 2_000, onError: 'block' };

const defaultCategoryRule: CategoryRule = { threshold: 0.5, action: 'block' };

const defaultRedaction: RedactionSettings = { mode: 'replace', style: 'placeholder', hashKey: undefined };

const defaultAudit: AuditSettings = { text: 'none', onError: 'block', timeoutMs: 5_000 };

const defaultGate: GateSettings = {
  mode: 'window',
  windowCharacters: 64,
  maximumWaitMs: 50,
  contextCharacters: 512,
  holdBackCharacters: 160,
  maximumHeldCharacters: 1_000_000,
  rhythm: undefined,
};

const defaultConversation: ConversationSettings = { turns: 0, maximumCharacters: 2_000 };

/**
 * Merges documents, each overriding those before it, and fills in the defaults.
 * @param examples the texts of learned categories, which may come from files
 */
export function resolvePolicy(
  layers: readonly PolicyDocument[],
  examples: ModerationPolicy['examples'] = {},
): ModerationPolicy {
  const top = layers.at(-1);
  const readLayers = <Key extends keyof PolicyDocument>(key: Key) => layers.map((layer) => layer[key]);
  const otherClassifiers = override(defaultClassifierSettings, readLayers('otherClassifiers'));
  const otherCategories = readLayers('otherCategories').reduce<CategoryRule>(overrideRule, defaultCategoryRule);
  return {
    name: top?.name ?? 'unnamed',
    version: top?.version ?? '0',
    messages: resolveMessages(readLayers('messages')),
    limits: override(defaultLimits, readLayers('limits')),
    classifiers: resolveClassifiers(layers, otherClassifiers),
    otherClassifiers,
    stages: resolveStages(layers, otherCategories),
    otherCategories,
    gate: override(defaultGate, readLayers('gate')),
    history: findLastDefined(readLayers('history')) ?? 'drop',
    conversation: override(defaultConversation, readLayers('conversation')),
    redaction: override(defaultRedaction, readLayers('redaction')),
    audit: override(defaultAudit, readLayers('audit')),
    rules: (findLastDefined(readLayers('rules')) ?? []).map((rule) => ({
      name: rule.name,
      category: rule.category ?? 'x/rules',
      score: rule.score ?? 1,
      words: rule.words ?? [],
      patterns: rule.patterns ?? [],
      stages: rule.stages,
    })),
    examples,
    allow: (findLastDefined(readLayers('allow')) ?? []).map((allowance) => ({
      words: allowance.words ?? [],
      patterns: allowance.patterns ?? [],
      categories: allowance.categories,
    })),
  };
}

/** A layer with its own `blocked` takes back the messages by category of the layers before it: they may be in another language. */
function resolveMessages(layers: readonly PolicyDocument['messages'][]): ModerationPolicy['messages'] {
  const lastOwn = layers.findLastIndex((layer) => layer?.blocked !== undefined);
  return override(
    defaultMessages,
    layers.map((layer, index) => (index < lastOwn && layer ? { failed: layer.failed } : layer)),
  );
}

function resolveClassifiers(
  layers: readonly PolicyDocument[],
  defaults: ClassifierSettings,
): Record<string, ClassifierSettings> {
  const settings = layers.map((layer) => layer.classifiers);
  const names = new Set(settings.flatMap((classifiers) => Object.keys(classifiers ?? {})));
  return Object.fromEntries(
    [...names].map((name) => {
      const own = settings.map((classifiers) => classifiers?.[name]);
      // A layer that names a classifier needs it, although a preset does not.
      const { optional = false } = own.findLast((layer) => layer !== undefined) ?? {};
      return [name, { ...override(defaults, own), optional }];
    }),
  );
}

/**
 * Merges the category rules of a stage: a stage's rules override the common ones of their layer, and each layer those
 * before it.
 */
function resolveStages(layers: readonly PolicyDocument[], defaults: CategoryRule): Record<ModerationStage, StageRules> {
  const resolveStage = (stage: ModerationStage): StageRules => {
    const settings = layers.map((layer) => layer.stages?.[stage]);
    const categories = layers.flatMap((layer) => [layer.categories, layer.stages?.[stage]?.categories]);
    return {
      enabled: findLastDefined(settings.map((stageSettings) => stageSettings?.enabled)) ?? true,
      classifiers: findLastDefined(settings.map((stageSettings) => stageSettings?.classifiers)),
      categories: mergeCategories(categories, defaults),
    };
  };
  return {
    input: resolveStage('input'),
    output: resolveStage('output'),
    'tool-call': resolveStage('tool-call'),
    'tool-result': resolveStage('tool-result'),
    resume: resolveStage('resume'),
  };
}

function mergeCategories(layers: readonly (DocumentCategories | undefined)[], defaults: CategoryRule): CategoryRules {
  const merged: Partial<Record<Category, CategoryRule>> = {};
  for (const layer of layers) {
    for (const [name, rule] of Object.entries(layer ?? {})) {
      // The schema refuses a key that is no category.
      const category = name as Category;
      if (rule?.action !== undefined) dropParts(merged, category, layer);
      merged[category] = overrideRule(merged[category] ?? defaults, rule);
    }
  }
  return merged;
}

/** Overrides a rule by that of a later layer. Its `threshold` takes back the thresholds by classifier of earlier layers. */
function overrideRule(rule: CategoryRule, layer: DocumentRule = {}): CategoryRule {
  const { threshold, action } = layer;
  const thresholds = { ...(threshold === undefined && rule.thresholds), ...layer.thresholds };
  const merged = override({ threshold: rule.threshold, action: rule.action }, [{ threshold, action }]);
  return Object.keys(thresholds).length === 0 ? merged : { ...merged, thresholds };
}

/** Drops the rules of earlier layers for the parts of a category: an action for `x/pii` also holds for `x/pii/card`. */
function dropParts(
  merged: Partial<Record<Category, CategoryRule>>,
  category: Category,
  layer: DocumentCategories | undefined,
): void {
  if (!category.startsWith('x/')) return;
  for (const part of Object.keys(merged)) {
    if (part.startsWith(`${category}/`) && !Object.hasOwn(layer ?? {}, part)) delete merged[part as Category];
  }
}

/** Overrides the defaults by every defined value of the layers, in order. */
function override<Settings extends object>(
  defaults: Settings,
  layers: readonly ({ readonly [Key in keyof Settings]?: Settings[Key] | undefined } | undefined)[],
): Settings {
  const result: Settings = { ...defaults };
  for (const layer of layers) {
    for (const key of Object.keys(layer ?? {}) as (keyof Settings)[]) {
      const value = layer?.[key];
      if (value !== undefined) result[key] = value;
    }
  }
  return result;
}

function findLastDefined<Value>(values: readonly (Value | undefined)[]): Value | undefined {
  return values.findLast((value) => value !== undefined);
}
