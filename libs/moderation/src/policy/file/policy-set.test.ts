import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import {
  ConfigurationError,
  type ModerationError,
  PolicyError,
  PolicyUnknownError,
} from '../../errors/moderation-errors.js';
import { ModeratorSet } from '../../moderator/moderator-set.js';
import { ShadowPolicy } from '../../moderator/shadow-policy.js';
import { definePolicy, presetPolicy } from '../parse-policy.js';
import { PolicySet, type PolicySetOptions } from './policy-set.js';

let directory = '';
const opened: PolicySet[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'policies-'));
});
afterEach(async () => {
  for (const set of opened.splice(0)) set.close();
  await rm(directory, { recursive: true });
});

async function open(options: PolicySetOptions = {}): Promise<PolicySet> {
  const set = await PolicySet.open({ intervalMs: 60_000, ...options });
  opened.push(set);
  return set;
}

function write(file: string, ...lines: readonly string[]): Promise<void> {
  return writeFile(join(directory, file), `${lines.join('\n')}\n`);
}

async function moderate(moderators: ModeratorSet, name: string | undefined, text: string): Promise<string> {
  const verdict = await moderators
    .for(name)
    .moderate({ stage: 'input', role: 'user', text, path: 'text', requestId: 'r' });
  return `${verdict.policyName} ${verdict.policyVersion} ${verdict.outcome}`;
}

describe('PolicySet', () => {
  it('holds the presets, and returns balanced when no name is given', async () => {
    const set = await open();
    expect(set.names).toEqual(['balanced', 'monitor-only', 'strict']);
    const moderators = new ModeratorSet({ policies: set });
    const text = 'well, shit happens';
    expect(await moderate(moderators, undefined, text)).toBe('balanced 1 allow');
    expect(await moderate(moderators, 'strict', text)).toBe('strict 1 block');
    expect(await moderate(moderators, 'monitor-only', text)).toBe('monitor-only 1 allow');
    expect(moderators.for('strict')).toBe(moderators.for('strict'));
  });

  it('holds the policy files of a folder by name beside given policies, and ignores other files', async () => {
    await write('support.yaml', 'name: support', 'version: "1"');
    await write('strict.json', '{ "name": "strict", "version": "mine" }');
    await write('.hidden.yaml', 'nonsense');
    await write('readme.md', 'nonsense');
    const sales = definePolicy({ name: 'sales', version: '7' });
    const set = await open({ directory, policies: { sales }, defaultName: 'support' });
    expect(set.names).toEqual(['balanced', 'monitor-only', 'sales', 'strict', 'support']);
    expect(set.source().current().name).toBe('support');
    expect(set.source('strict').current().version).toBe('mine');
    expect(set.source('sales').current().version).toBe('7');
  });

  it('lists all names when a name is unknown', async () => {
    const set = await open();
    const moderators = new ModeratorSet({ policies: set });
    for (const name of ['lenient', 'constructor', '__proto__', 'x'.repeat(500)]) {
      expect(() => moderators.for(name)).toThrow(PolicyUnknownError);
    }
    expect(() => set.source('lenient')).toThrow(
      'There is no policy "lenient"; there are: balanced, monitor-only, strict.',
    );
    await expect(open({ defaultName: 'lenient' })).rejects.toBeInstanceOf(PolicyUnknownError);
  });

  it('does not open with a file that is wrong, misnamed or doubled', async () => {
    await write('support.yaml', 'name: support', 'version: "1"', 'gate: { mode: fast }');
    await expect(open({ directory })).rejects.toThrow(/support\.yaml:3:15: gate\.mode/);
    await write('support.yaml', 'name: sales', 'version: "1"');
    await expect(open({ directory })).rejects.toThrow(/is "sales", but the set has this policy as "support"/);
    await write('support.yaml', 'name: support', 'version: "1"');
    await write('support.json', '{}');
    await expect(open({ directory })).rejects.toThrow(/two files for the policy "support"/);
    await expect(open({ directory: join(directory, 'absent') })).rejects.toBeInstanceOf(PolicyError);
  });

  it('applies changed and added files, refuses wrong ones, and keeps the policies of removed ones', async () => {
    const events: string[] = [];
    const onReload: PolicySetOptions['onReload'] = (name, { version }) => events.push(`${name} ${version}`);
    const onRefused = (name: string, error: ModerationError): void => void events.push(`${name} refused ${error.code}`);
    await write('support.yaml', 'name: support', 'version: "1"');
    const set = await open({ directory, onReload, onRefused });
    const moderators = new ModeratorSet({ policies: set });
    await write(
      'support.yaml',
      'name: support',
      'version: "2"',
      'rules:',
      '  - { name: r, words: [project bluebird] }',
    );
    await write('sales.yaml', 'name: sales', 'version: "1"');
    await write('wrong.yaml', 'name: wrong');
    await set.reload();
    await set.reload();
    expect(await moderate(moderators, 'support', 'project bluebird')).toBe('support 2 block');
    expect(await moderate(moderators, 'sales', 'project bluebird')).toBe('sales 1 allow');
    expect(() => moderators.for('wrong')).toThrow(PolicyUnknownError);
    expect(events.filter((event) => event.startsWith('wrong'))).toEqual(['wrong refused POLICY_INVALID']);
    await rm(join(directory, 'support.yaml'));
    await write('sales.yaml', 'name: other', 'version: "2"');
    await set.reload();
    expect(await moderate(moderators, 'support', 'project bluebird')).toBe('support 2 block');
    expect(await moderate(moderators, 'sales', '')).toBe('sales 1 allow');
    expect(events).toContain('support refused POLICY_INVALID');
    expect(events).toContain('sales refused POLICY_INVALID');
    await write('wrong.yaml', 'name: wrong', 'version: "1"');
    await set.reload();
    expect(await moderate(moderators, 'wrong', '')).toBe('wrong 1 allow');
  });

  it('refuses a policy that names a classifier no moderator has, at the start and later', async () => {
    await write('support.yaml', 'name: support', 'version: "1"', 'classifiers: { absent: { enabled: true } }');
    const set = await open({ directory });
    expect(() => new ModeratorSet({ policies: set })).toThrow(ConfigurationError);
    await write('support.yaml', 'name: support', 'version: "2"');
    await set.reload();
    const moderators = new ModeratorSet({ policies: set });
    await write('support.yaml', 'name: support', 'version: "3"', 'classifiers: { absent: { enabled: true } }');
    await write('later.yaml', 'name: later', 'version: "1"', 'classifiers: { absent: { enabled: true } }');
    await set.reload();
    expect(moderators.for('support').policy.version).toBe('2');
    expect(set.has('later')).toBe(false);
  });

  it('compares a shadow policy with one policy and no other', async () => {
    const shadow = new ShadowPolicy({ policy: presetPolicy('strict') });
    const moderators = new ModeratorSet({ policies: await open(), shadows: { balanced: shadow } });
    await moderate(moderators, 'balanced', 'well, shit happens');
    await moderate(moderators, 'monitor-only', 'well, shit happens');
    await shadow.settled();
    expect([shadow.compared, shadow.different]).toEqual([1, 1]);
    expect(() => new ModeratorSet({ policies: moderators.policies, shadows: { absent: shadow } })).toThrow(
      PolicyUnknownError,
    );
  });
});
