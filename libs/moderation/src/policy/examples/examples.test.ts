import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { gardenExamples, WordEncoder } from '../../../testing/word-encoder.js';
import { examplesClassifier } from '../../classifiers/examples/examples-classifier.js';
import { findRule } from '../../contract/policy.js';
import { createModerator } from '../../moderator/create-moderator.js';
import { ModeratorSet } from '../../moderator/moderator-set.js';
import { PolicyFile } from '../file/policy-file.js';
import { PolicySet } from '../file/policy-set.js';
import { definePolicy, loadPolicy, parsePolicy } from '../parse-policy.js';

const five = ['one', 'two', 'three', 'four', 'five'];
const list = (texts: readonly string[]): string => `[${texts.map((text) => JSON.stringify(text)).join(', ')}]`;
const policyOf = (rule: string, category = 'x/my-topic'): string =>
  `name: mine\nversion: "1"\ncategories:\n  ${category}:\n${rule.replace(/^/gm, '    ')}\n`;

const outside = 'must be a file in the folder of the policy, or below it';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('examples of a policy', () => {
  it('are texts of a category of its own, with a rule like any other', () => {
    const policy = parsePolicy(
      policyOf(`examples: ${list([' one ', ...five.slice(1)])}\ncounterExamples: [six]\nthreshold: 0.7\naction: flag`),
    );
    expect(policy.examples).toEqual({ 'x/my-topic': { examples: five, counterExamples: ['six'] } });
    expect(findRule(policy, 'output', 'x/my-topic')).toEqual({ threshold: 0.7, action: 'flag' });
    expect(parsePolicy('name: mine\nversion: "1"\n').examples).toEqual({});
  });

  it.each<[string, string, string]>([
    [
      'too few',
      `examples: ${list(five.slice(1))}`,
      ':5:15: categories.x/my-topic.examples: must have at least 5 entries',
    ],
    [
      'too many',
      `examples: ${list(Array.from({ length: 201 }, (_, index) => `text ${index}`))}`,
      ':5:15: categories.x/my-topic.examples: must have at most 200 entries',
    ],
    ['an empty one', `examples: ${list([...five, '  '])}`, 'examples.5: must have at least 1 characters'],
    ['a long one', `examples: ${list([...five, 'x'.repeat(901)])}`, 'examples.5: must have at most 900 characters'],
    [
      'a number',
      `examples: [one, two, 3, four, five]`,
      'examples.2: must be a text, and is a number: put it in quotes',
    ],
    ['no list', 'examples: { a: 1 }', 'examples: must be a list of texts, or the path of a file'],
    [
      'the same twice',
      `examples: ${list([...five, 'Ｆour'])}`,
      'examples.5: is the same text as examples.3; remove one of them',
    ],
    [
      'an example that is a counter-example too',
      `examples: ${list(five)}\ncounterExamples: [six, " TWO "]`,
      ':6:28: categories.x/my-topic.counterExamples.1: is the same text as the example examples.1; a text cannot be both',
    ],
    ['only counter-examples', 'counterExamples: [six]', 'counterExamples: need examples beside them'],
    [
      'a file without loadPolicy',
      'examples: topic.txt',
      ':5:15: categories.x/my-topic.examples: is the path of a file, which only loadPolicy reads',
    ],
    ['an unknown field', `examples: ${list(five)}\ncounterexamples: [six]`, 'counterexamples: is no field of a policy'],
  ])('refuses %s, with line and field', (_, rule, message) => {
    expect(() => parsePolicy(policyOf(rule), 'policy.yaml')).toThrow(message);
  });

  it.each(['hate', 'x/injection'])('refuses examples for the category %s of the library', (category) => {
    const source = policyOf(`examples: ${list(five)}`, category);
    expect(() => parsePolicy(source, 'policy.yaml')).toThrow(
      `policy.yaml:4:3: categories.${category}: is a category of this library, and examples define one of your own`,
    );
  });

  it('refuses more categories and texts than can be learned in reasonable time', () => {
    const topics = (count: number, texts: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, topic) => [
          `x/topic-${topic}`,
          { examples: Array.from({ length: texts }, (__, index) => `text ${index}`) },
        ]),
      );
    const define = (count: number, texts: number) => () =>
      definePolicy({ name: 'mine', version: '1', categories: topics(count, texts) });
    expect(define(20, 100)).not.toThrow();
    expect(define(21, 5)).toThrow('categories: have examples for 21 categories, and may have them for 20');
    expect(define(11, 200)).toThrow('categories: have 2200 examples in all, and may have 2000');
  });

  it.each([
    ['lines', 'topic.txt', `\uFEFFone\r\n\n two\nthree\nfour\nfive\n`],
    ['JSONL', 'topics/topic.jsonl', `"one"\n{"text": "two", "label": 1}\n"three"\n"four"\n\n"five"`],
  ])('are read from a file of %s', async (_, name, content) => {
    await mkdir(join(folder, 'topics'));
    await writeFile(join(folder, name), content);
    await writeFile(join(folder, 'counter.txt'), 'six\n');
    await writeFile(join(folder, 'policy.yaml'), policyOf(`examples: ${name}\ncounterExamples: ./counter.txt`));
    const { examples } = await loadPolicy(join(folder, 'policy.yaml'));
    expect(examples).toEqual({ 'x/my-topic': { examples: five, counterExamples: ['six'] } });
  });

  it('are not read from a pipe, which may never end', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe.txt')]);
    await writeFile(join(folder, 'policy.yaml'), policyOf('examples: pipe.txt'));
    await expect(loadPolicy(join(folder, 'policy.yaml'))).rejects.toThrow('pipe.txt must be a file, and no pipe');
  });

  it.each<[string, string, string, string]>([
    ['is missing', 'none.txt', '', 'none.txt cannot be read: there is no such file or folder (ENOENT)'],
    ['is a folder', '.', '', '. cannot be read: it is a folder, and must be a file (EISDIR)'],
    ['is outside', '../secrets.txt', '', `${outside}: ../secrets.txt is outside`],
    ['is named absolutely', '/etc/hostname', '', `${outside}: /etc/hostname is outside`],
    ['is a link to the outside', 'link.txt', '', `${outside}: link.txt is outside`],
    ['has too few lines', 'topic.txt', 'one\ntwo\n', 'topic.txt must have at least 5 entries'],
    [
      'has a long line',
      'topic.txt',
      `\none\ntwo\nthree\nfour\n${'x'.repeat(901)}`,
      'topic.txt:6 must have at most 900 characters',
    ],
    [
      'has a line twice',
      'topic.txt',
      'one\ntwo\nthree\nfour\nfive\n\nTwo',
      'topic.txt:7 is the same text as topic.txt:2; remove one of them',
    ],
    ['is no JSONL', 'topic.jsonl', '"one"\ntwo', 'topic.jsonl:2 must be a JSON string, or an object with a text'],
    [
      'has JSONL without texts',
      'topic.jsonl',
      '"1"\n"2"\n"3"\n"4"\n{"text": 5}',
      'topic.jsonl:5 must be a text, and is a number',
    ],
    ['is too large', 'topic.txt', 'x\n'.repeat(1_000_001), 'topic.txt has 2000002 bytes, and may have 2000000'],
  ])('are refused from a file that %s', async (_, name, content, message) => {
    await symlink('/etc/hostname', join(folder, 'link.txt'));
    if (content !== '') await writeFile(join(folder, name), content);
    const path = join(folder, 'policy.yaml');
    await writeFile(path, policyOf(`threshold: 0.6\nexamples: ${name}`));
    await expect(loadPolicy(path)).rejects.toThrow(`${path}:6:15: categories.x/my-topic.examples: ${message}`);
  });
});

const garden = `examples: ${list(gardenExamples.examples)}\ncounterExamples: ${list(gardenExamples.counterExamples)}`;
const belongs = 'please water the roses of our garden';

describe('a policy with examples', () => {
  it.each([
    [
      'no classifier for them',
      '',
      [],
      'no classifier learns from examples here: give the moderator examplesClassifier',
    ],
    [
      'a disabled one',
      'classifiers: { examples: { enabled: false } }\n',
      [examplesClassifier({ encoder: new WordEncoder() })],
      'the classifier "examples", which learns from them, is disabled; enable it, or remove the examples',
    ],
  ])('is refused with %s', (_, settings, classifiers, message) => {
    const policy = parsePolicy(`${policyOf(garden)}${settings}`, 'policy.yaml');
    const start = (): unknown => createModerator({ policy, classifiers });
    expect(start).toThrow(`policy.yaml:5:15: categories.x/my-topic.examples: ${message}`);
  });

  it('leaves the old one in force until it is learned, and for good when it cannot be', async () => {
    const path = join(folder, 'policy.yaml');
    await writeFile(path, 'name: mine\nversion: "1"\n');
    const refused: string[] = [];
    const file = await PolicyFile.open(path, {
      intervalMs: 1_000_000,
      onRefused: ({ message }) => void refused.push(message),
    });
    try {
      const encoder = new WordEncoder();
      const moderator = createModerator({ policy: file, classifiers: [examplesClassifier({ encoder })] });
      const check = async (): Promise<string> => {
        const { policyVersion, outcome } = await moderator.check(belongs);
        return `${policyVersion} ${outcome}`;
      };
      let release: () => void = () => undefined;
      encoder.gate = new Promise<void>((resolve) => (release = resolve));
      await writeFile(path, policyOf(garden).replace('"1"', '"2"'));
      const reloaded = file.reload();
      while (encoder.texts.length === 0) await new Promise((resolve) => setImmediate(resolve));
      expect(await check()).toBe('1 allow');
      release();
      await reloaded;
      expect(await check()).toBe('2 block');

      encoder.error = new Error('the encoder ended');
      await writeFile(path, policyOf(garden.replace('["how', '["a new text", "how')).replace('"1"', '"3"'));
      await file.reload();
      expect(refused).toEqual([expect.stringContaining('the encoder ended')]);
      expect(file.current().version).toBe('2');
    } finally {
      file.close();
    }
  });

  it('is read again when a file of its examples changes, or is put right', async () => {
    const path = join(folder, 'policy.yaml');
    const topic = join(folder, 'topic.txt');
    await writeFile(topic, five.join('\n'));
    await writeFile(path, policyOf('examples: topic.txt'));
    let next: (value: string) => void = () => undefined;
    const event = (): Promise<string> => new Promise((resolve) => (next = resolve));
    const file = await PolicyFile.open(path, {
      intervalMs: 10,
      onReload: ({ examples }) => next(`${examples['x/my-topic']?.examples.length}`),
      onRefused: ({ message }) => next(message),
    });
    try {
      const changed = event();
      await writeFile(topic, [...five, 'six and more'].join('\n'));
      expect(await changed).toBe('6');
      const broken = event();
      await rm(topic);
      expect(await broken).toContain('topic.txt cannot be read');
      expect(file.current().examples['x/my-topic']?.examples).toHaveLength(6);
      const mended = event();
      await writeFile(topic, [...five, 'six', 'seven'].join('\n'));
      expect(await mended).toBe('7');
    } finally {
      file.close();
    }
  });

  it('is learned before a set takes it from its folder', async () => {
    const policies = await PolicySet.open({ directory: folder });
    try {
      const learner = examplesClassifier({ encoder: new WordEncoder() });
      const set = new ModeratorSet({ policies, classifiers: [learner] });
      await set.ready();
      await writeFile(join(folder, 'mine.yaml'), policyOf(garden));
      await policies.reload();
      expect(learner.report(set.for('mine').policy)).toMatchObject([{ category: 'x/my-topic', isWeak: false }]);
      expect(await set.for('mine').check(belongs)).toMatchObject({ outcome: 'block' });
    } finally {
      policies.close();
    }
  });
});
