import { describe, expect, it } from '@jest/globals';
import { createBanner } from './banner.js';

const details = {
  model: { id: 'small', name: 'Small', file: '/models/small.gguf', precision: 'q8', device: 'cpu', contextSize: 4096 },
  parallel: 4,
  template: 'jinja',
  policy: { name: 'balanced', version: '1' },
  coverage: [{ classifier: 'words', categories: ['hate'], stages: ['input'] }],
  storage: '/data/leeward.db',
  agents: 'assistant (no file: AGENTS_PATH)',
  threads: '/data/agents.db',
  url: 'http://127.0.0.1:3000',
} as unknown as Parameters<typeof createBanner>[0];

describe('createBanner', () => {
  it('names the file of decisions, and whether its chain has a key', () => {
    expect(createBanner(details)).toMatch(/^ {2}audit {6}not kept in a file$/m);
    expect(createBanner({ ...details, auditLog: { path: 'audit.jsonl', isKeyed: true } })).toMatch(
      /^ {2}audit {6}audit\.jsonl \(chained with a key\)$/m,
    );
    expect(createBanner({ ...details, auditLog: { path: 'audit.jsonl', isKeyed: false } })).toMatch(
      /^ {2}audit {6}audit\.jsonl \(chained without a key\)$/m,
    );
  });

  it('names the learned guard, and says which classifier scores which category', () => {
    const banner = createBanner({
      ...details,
      guard: { label: 'leeward-guard 1.0.0', languages: ['en', 'fr'], threads: 1 },
      coverage: [
        { classifier: 'guard', categories: ['hate', 'violence'], stages: ['input'] },
        { classifier: 'pii', categories: ['x/pii/email'], stages: ['output'] },
      ],
    });
    expect(banner).toMatch(/^ {2}guard {6}leeward-guard 1\.0\.0 for texts in en, fr, 1 thread$/m);
    expect(banner).toMatch(/^ {2}scored {5}by guard: hate, violence\n {13}by pii: x\/pii\/email$/m);
    const unscored = /^ {2}not scored (.*)$/m.exec(banner)?.[1]?.split(', ');
    expect(unscored).toEqual(expect.arrayContaining(['self-harm', 'hate/threatening', 'x/elections']));
    expect(unscored).not.toEqual(expect.arrayContaining(['hate']));
    expect(unscored).not.toEqual(expect.arrayContaining(['x/pii']));
    const own = { label: 'own 1', languages: [], threads: 2 };
    expect(createBanner({ ...details, guard: own })).toMatch(/^ {2}guard {6}own 1, 2 threads$/m);
    expect(createBanner(details)).toMatch(/^ {2}guard {6}off \(GUARD_MODEL=off\)/m);
  });

  it('says where responses are kept', () => {
    expect(createBanner(details)).toMatch(/^ {2}storage {4}\/data\/leeward\.db$/m);
  });

  it('puts a placeholder for the key into its example when requests need one', () => {
    expect(createBanner({ ...details, keys: 1 })).toMatch(/access {5}1 key\n[^]*Bearer YOUR_KEY/);
    expect(createBanner(details)).not.toContain('Bearer');
  });
});
