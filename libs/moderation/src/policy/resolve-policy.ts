import { type Category } from '../contract/category.js';
import { type ModerationStage } from '../contract/moderation-input.js';
import {
  type AuditSettings,
  type CategoryRule,
  type CategoryRules,
  type ClassifierSettings,
  type GateSettings,
  type ModerationPolicy,
  type RedactionSettings,
  type StageRules,
} from '../contract/policy.js';
import { type PolicyDocument } from './schema/policy-schema.js';

type DocumentCategories = NonNullable<PolicyDocument['categories']>;

const defaultMessages = {
  blocked: 'This content was withheld because it violates the content policy ({categories}).',
  failed: 'This content was withheld because it could not be checked. Please try again later.',
};

const defaultLimits = { maximumCharacters: 200_000, maximumConcurrentChecks: 64 };

const defaultClassifierSettings: ClassifierSettings = { enabled: true, timeoutMs: 2_000, onError: 'block' };

const defaultCategoryRule: CategoryRule = { threshold: 0.5, action: 'block' };

const defaultRedaction: RedactionSettings = { style: 'placeholder', hashKey: undefined };

const defaultAudit: AuditSettings = { text: 'none', onError: 'block', timeoutMs: 5_000 };

const defaultGate: GateSettings = {
  mode: 'window',
  windowCharacters: 64,
  maximumWaitMs: 50,
  contextCharacters: 512,
  holdBackCharacters: 160,
  maximumHeldCharacters: 1_000_000,
};

/** Lays documents over each other, the last one on top, and fills what none of them says. Pure. */
export function resolvePolicy(layers: readonly PolicyDocument[]): ModerationPolicy {
  const top = layers.at(-1);
  const otherClassifiers = overlay(
    defaultClassifierSettings,
    layers.map((layer) => layer.otherClassifiers),
  );
  const otherCategories = overlay(
    defaultCategoryRule,
    layers.map((layer) => layer.otherCategories),
  );
  return {
    name: top?.name ?? 'unnamed',
    version: top?.version ?? '0',
    messages: overlay(
      defaultMessages,
      layers.map((layer) => layer.messages),
    ),
    limits: overlay(
      defaultLimits,
      layers.map((layer) => layer.limits),
    ),
    classifiers: resolveClassifiers(layers, otherClassifiers),
    otherClassifiers,
    stages: resolveStages(layers, otherCategories),
    otherCategories,
    gate: overlay(
      defaultGate,
      layers.map((layer) => layer.gate),
    ),
    redaction: overlay(
      defaultRedaction,
      layers.map((layer) => layer.redaction),
    ),
    audit: overlay(
      defaultAudit,
      layers.map((layer) => layer.audit),
    ),
    rules: (lastDefined(layers.map((layer) => layer.rules)) ?? []).map((rule) => ({
      name: rule.name,
      category: rule.category ?? 'x/rules',
      score: rule.score ?? 1,
      words: rule.words ?? [],
      patterns: rule.patterns ?? [],
      stages: rule.stages,
    })),
    allow: (lastDefined(layers.map((layer) => layer.allow)) ?? []).map((allowance) => ({
      words: allowance.words ?? [],
      patterns: allowance.patterns ?? [],
      categories: allowance.categories,
    })),
  };
}

function resolveClassifiers(
  layers: readonly PolicyDocument[],
  defaults: ClassifierSettings,
): Record<string, ClassifierSettings> {
  const names = new Set(layers.flatMap((layer) => Object.keys(layer.classifiers ?? {})));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      overlay(
        defaults,
        layers.map((layer) => layer.classifiers?.[name]),
      ),
    ]),
  );
}

/** A later layer's common category rules win over an earlier layer's rules of one stage only where the later says so. */
function resolveStages(layers: readonly PolicyDocument[], defaults: CategoryRule): Record<ModerationStage, StageRules> {
  const resolveStage = (stage: ModerationStage): StageRules => {
    const ofStage = layers.map((layer) => layer.stages?.[stage]);
    const categories = layers.flatMap((layer) => [layer.categories, layer.stages?.[stage]?.categories]);
    return {
      enabled: lastDefined(ofStage.map((settings) => settings?.enabled)) ?? true,
      classifiers: lastDefined(ofStage.map((settings) => settings?.classifiers)),
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
      // The schema proved every key to be a category.
      const category = name as Category;
      merged[category] = overlay(merged[category] ?? defaults, [rule]);
    }
  }
  return merged;
}

/** The defaults with every defined value of the layers laid over them, in order. */
function overlay<Settings extends object>(
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

function lastDefined<Value>(values: readonly (Value | undefined)[]): Value | undefined {
  return values.findLast((value) => value !== undefined);
}
