import { describe, expect, it } from '@jest/globals';
import { banner } from './banner.js';

const facts = {
  model: { id: 'small', name: 'Small', file: '/models/small.gguf', precision: 'q8', device: 'cpu', contextSize: 4096 },
  parallel: 4,
  template: 'jinja',
  policy: { name: 'balanced', version: '1' },
  url: 'http://127.0.0.1:3000',
} as unknown as Parameters<typeof banner>[0];

describe('banner', () => {
  it('says where decisions are recorded, and whether under a key', () => {
    expect(banner(facts)).toMatch(/^ {2}audit {6}not kept in a file$/m);
    expect(banner({ ...facts, auditLog: { path: 'audit.jsonl', isKeyed: true } })).toMatch(
      /^ {2}audit {6}audit\.jsonl \(chained with a key\)$/m,
    );
    expect(banner({ ...facts, auditLog: { path: 'audit.jsonl', isKeyed: false } })).toMatch(
      /^ {2}audit {6}audit\.jsonl \(chained without a key\)$/m,
    );
  });

  it('puts the place of a key into its example where one is asked for', () => {
    expect(banner({ ...facts, keys: 1 })).toMatch(/access {5}1 key\n[^]*Bearer YOUR_KEY/);
    expect(banner(facts)).not.toContain('Bearer');
  });
});
