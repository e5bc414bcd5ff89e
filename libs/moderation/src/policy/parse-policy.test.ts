import { describe, expect, it } from '@jest/globals';

import { type Category } from '../contract/category.js';
import { moderationStages } from '../contract/moderation-input.js';
import { PolicyError, type PolicyProblem, PolicyUnknownError } from '../errors/moderation-errors.js';
import { createModerator } from '../moderator/create-moderator.js';
import { findRule, findThreshold } from '../contract/policy.js';
import { definePolicy, defaultPolicy, loadPolicy, parsePolicy, presetPolicy } from './parse-policy.js';
import { type PolicyDocument, presetNames } from './schema/policy-schema.js';

function findProblems(source: string): readonly PolicyProblem[] {
  try {
    parsePolicy(source, 'policy.yaml');
  } catch (error) {
    if (PolicyError.isInstance(error)) return error.problems;
    throw error;
  }
  throw new Error('the policy was accepted');
}

describe('parsePolicy', () => {
  it('overrides the preset that a file extends', () => {
    const policy = parsePolicy(`
extends: strict
name: mine
version: "7"
categories:
  hate: { threshold: 0.9 }
stages:
  output:
    categories:
      hate: { action: flag }
gate: { mode: window }
`);
    expect(policy).toMatchObject({ name: 'mine', version: '7', gate: { mode: 'window', windowCharacters: 64 } });
    expect(findRule(policy, 'input', 'hate')).toEqual({ threshold: 0.9, action: 'block' });
    expect(findRule(policy, 'output', 'hate')).toEqual({ threshold: 0.9, action: 'flag' });
    expect(policy.stages.output.categories.hate).not.toHaveProperty('thresholds');
    expect(findRule(policy, 'input', 'x/profanity')).toEqual({ threshold: 0.5, action: 'block' });
    expect(findRule(policy, 'input', 'x/unheard-of')).toEqual({ threshold: 0.5, action: 'block' });
  });

  it('judges a part of a category by the rule of the nearest category above it', () => {
    const policy = parsePolicy(`
name: mine
version: "1"
categories:
  x/pii: { action: block }
  x/pii/email: { action: flag }
`);
    expect(findRule(policy, 'input', 'x/pii/card').action).toBe('block');
    expect(findRule(policy, 'input', 'x/pii/email').action).toBe('flag');
    expect(findRule(policy, 'input', 'x/pii/email/work').action).toBe('flag');
  });

  it('keeps the rule of a preset for a part when a file changes only the threshold of the whole', () => {
    const rules = (rule: string) =>
      findRule(
        parsePolicy(`name: mine\nversion: "1"\ncategories:\n  x/injection: ${rule}\n`),
        'input',
        'x/injection/system-prompt',
      );
    expect(rules('{ threshold: 0.9 }').action).toBe('block');
    expect(rules('{ action: monitor }').action).toBe('monitor');
  });

  it('reads JSON', () => {
    expect(parsePolicy('{ "name": "mine", "version": "1", "gate": { "mode": "full" } }').gate.mode).toBe('full');
  });

  it.each<[string, string, Partial<PolicyProblem>]>([
    [
      'a value out of range',
      'name: a\nversion: "1"\ncategories:\n  hate:\n    threshold: 3\n',
      { field: 'categories.hate.threshold', line: 5, column: 16 },
    ],
    [
      'a value out of range for one classifier',
      'name: a\nversion: "1"\ncategories:\n  hate: { thresholds: { guard: 3 } }\n',
      { field: 'categories.hate.thresholds.guard', line: 4, column: 32 },
    ],
    [
      'an unknown field',
      'name: a\nversion: "1"\ngates: {}\n',
      { field: 'gates', line: 3, message: 'is no field of a policy' },
    ],
    [
      'an unknown category',
      'name: a\nversion: "1"\ncategories:\n  rude: { action: flag }\n',
      { field: 'categories.rude', line: 4 },
    ],
    ['a missing field', 'name: a\n', { field: 'version', line: 1 }],
    ['broken YAML', 'name: [a\n', { field: '', line: 2 }],
    ['a key that stands twice', 'name: a\nname: b\n', { field: '', line: 2 }],
    [
      'a pattern that is none',
      'name: a\nversion: "1"\nrules:\n  - name: r\n    patterns: ["("]\n',
      { field: 'rules.0.patterns.0', line: 5 },
    ],
    [
      'a pattern that needs backtracking',
      'name: a\nversion: "1"\nrules:\n  - name: r\n    patterns: ["(a)\\\\1"]\n',
      { field: 'rules.0.patterns.0' },
    ],
    [
      'a pattern that matches nothing',
      'name: a\nversion: "1"\nrules:\n  - name: r\n    patterns: ["a*"]\n',
      { field: 'rules.0.patterns.0' },
    ],
    [
      'a word of signs alone',
      'name: a\nversion: "1"\nrules:\n  - name: r\n    words: ["!!!"]\n',
      { field: 'rules.0.words.0', line: 5 },
    ],
    [
      'a block below its name',
      'name: a\nversion: "1"\nlimit:\n  maximumCharacters: 3\n',
      { field: 'limit', line: 3, column: 1 },
    ],
    [
      'a block below a name within',
      'name: a\nversion: "1"\ncategories:\n  rude:\n    action: flag\n',
      { field: 'categories.rude', line: 4, column: 3 },
    ],
    ['an alias of nothing', 'name: a\nversion: "1"\nmessages: *nope\n', { line: 3, column: 11 }],
    [
      'a name that JavaScript takes for another',
      'name: a\nversion: "1"\ncategories:\n  __proto__: { action: flag }\n',
      { field: '__proto__', line: 4 },
    ],
    [
      'a rule without words',
      'name: a\nversion: "1"\nrules:\n  - name: r\n',
      { field: 'rules.0', message: 'needs words or patterns' },
    ],
  ])('reports field and line of %s', (_, source, problem) => {
    expect(findProblems(source)).toContainEqual(expect.objectContaining(problem));
  });

  it('names file, line and field in the message', () => {
    expect(() => parsePolicy('name: a\nversion: "1"\ngate: { mode: fast }', 'p.yaml')).toThrow(
      /p\.yaml:3:15: gate\.mode: /,
    );
  });

  it('refuses a file with too many aliases or characters, and lists 20 problems at most', () => {
    const bomb = [
      'name: a',
      'a: &a [x,x,x,x,x,x,x,x,x]',
      'b: &b [*a,*a,*a,*a,*a,*a,*a,*a]',
      'c: [*b,*b,*b,*b,*b,*b,*b,*b]',
    ].join('\n');
    expect(() => parsePolicy(bomb)).toThrow(/policy:3:8: /);
    const many = `name: a\nversion: "1"\n${Array.from({ length: 500 }, (_, index) => `field-${index}: 1`).join('\n')}`;
    expect(findProblems(many)).toHaveLength(20);
    expect(() => parsePolicy(many)).toThrow(/and 480 more$/);
    expect(() => parsePolicy(' '.repeat(2_000_001))).toThrow(/split its word lists/);
  });

  it('names a file that cannot be read', async () => {
    await expect(loadPolicy('/nowhere/policy.yaml')).rejects.toThrow(/\/nowhere\/policy\.yaml: cannot be read/);
  });
});

describe('thresholds by classifier', () => {
  const guardOf = (document: Partial<PolicyDocument>, category: Category = 'hate') =>
    moderationStages.map((stage) => {
      const policy = definePolicy({ name: 'mine', version: '1', ...document });
      const rule = findRule(policy, stage, category);
      return [findThreshold(rule, 'guard'), findThreshold(rule, 'words')];
    });
  const preset = presetPolicy('balanced').stages.input.categories.hate;
  const ofPreset = preset?.thresholds?.guard;

  it.each<[string, Partial<PolicyDocument>, readonly (number | undefined)[]]>([
    ['come from the preset', {}, [ofPreset, preset?.threshold]],
    ['stay when a layer sets an action', { categories: { hate: { action: 'flag' } } }, [ofPreset, preset?.threshold]],
    ['go when a layer sets the threshold', { categories: { hate: { threshold: 0.3 } } }, [0.3, 0.3]],
    ['stand beside the threshold of the preset', { categories: { hate: { thresholds: { guard: 0.7 } } } }, [0.7, 0.5]],
    ['are added by name', { categories: { hate: { thresholds: { words: 0.2 } } } }, [ofPreset, 0.2]],
    [
      'stand beside a threshold of their layer',
      { categories: { hate: { threshold: 0.3, thresholds: { words: 0.2 } } } },
      [0.3, 0.2],
    ],
  ])('%s', (_, document, expected) => {
    expect(guardOf(document)).toEqual(moderationStages.map(() => expected));
  });

  it('may differ by stage', () => {
    const stages: PolicyDocument['stages'] = {
      input: { categories: { hate: { thresholds: { guard: 0.6 } } } },
      output: { categories: { hate: { threshold: 0.4 } } },
    };
    const [input, output, toolCall] = guardOf({ categories: { hate: { thresholds: { guard: 0.7 } } }, stages });
    expect([input, output, toolCall]).toEqual([
      [0.6, 0.5],
      [0.4, 0.4],
      [0.7, 0.5],
    ]);
  });

  it.each<[string, Partial<PolicyDocument>, Category, readonly number[]]>([
    ['hold for a part', { categories: { 'x/pii': { thresholds: { guard: 0.7 } } } }, 'x/pii/card', [0.7, 0.5]],
    [
      'do not hold for a part with a rule of its own',
      { categories: { 'x/pii': { thresholds: { guard: 0.7 } }, 'x/pii/card': { action: 'block' } } },
      'x/pii/card',
      [0.5, 0.5],
    ],
    [
      'hold for the other categories',
      { otherCategories: { thresholds: { guard: 0.8 } }, rules: [{ name: 'a', words: ['b'], category: 'x/mine' }] },
      'x/mine',
      [0.8, 0.5],
    ],
    [
      'hold for a rule that leaves them out, of a category that no preset has',
      { otherCategories: { thresholds: { guard: 0.8 } }, categories: { 'x/mine': { action: 'flag' } } },
      'x/mine',
      [0.8, 0.5],
    ],
  ])('%s', (_, document, category, expected) => {
    expect(guardOf(document, category)).toEqual(moderationStages.map(() => expected));
  });

  it('are no property that every object has', () => {
    expect(findThreshold({ threshold: 0.5, thresholds: { guard: 0.9 }, action: 'block' }, 'constructor')).toBe(0.5);
  });
});

describe('presetPolicy', () => {
  it.each(presetNames)('resolves the preset %s', (name) => {
    const policy = presetPolicy(name);
    expect(policy.name).toBe(name);
    expect(policy.version).not.toBe('0');
  });

  it('uses balanced by default', () => {
    expect(defaultPolicy()).toEqual(presetPolicy('balanced'));
  });

  it('lets monitor-only change nothing and allow failures', () => {
    const policy = presetPolicy('monitor-only');
    const actions = Object.values(policy.stages).flatMap(({ categories }) =>
      Object.values(categories).map((rule) => rule?.action),
    );
    expect(new Set(actions)).toEqual(new Set(['monitor']));
    expect(policy.otherCategories.action).toBe('monitor');
    expect(policy.otherClassifiers.onError).toBe('allow');
  });

  it('refuses a preset that there is not, and lists the presets', () => {
    expect(() => presetPolicy('strct' as never)).toThrow('There is no policy "strct"; there are: ');
    expect(() => createModerator({ policy: 'strct' as never })).toThrow(PolicyUnknownError);
    expect(createModerator({ policy: 'strict' }).policy.name).toBe('strict');
  });

  it('refuses a document with a wrong name', () => {
    expect(() => definePolicy({ name: 'Not Kebab', version: '1' })).toThrow(PolicyError);
  });
});
