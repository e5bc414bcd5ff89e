import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { type Classifier } from '../contract/classifier.js';
import { classifierFingerprint } from './classifier-fingerprint.js';
import { createModerator } from './create-moderator.js';
import { localClassifiers } from '../classifiers/local-classifiers.js';

const made = (more: Partial<Classifier> = {}): Classifier => ({
  name: 'mine',
  categories: ['hate'],
  classify: ({ text }) => Promise.resolve({ scores: { hate: 0 }, spans: [], scanned: { start: 0, end: text.length } }),
  ...more,
});

describe('classifierIdentity', () => {
  it('is that of the version, where there is one', () => {
    expect(classifierFingerprint(made({ version: '1' }))).toBe(classifierFingerprint(made({ version: '1' })));
    expect(classifierFingerprint(made({ version: '2' }))).not.toBe(classifierFingerprint(made({ version: '1' })));
    expect(classifierFingerprint(made({ name: 'other', version: '1' }))).not.toBe(
      classifierFingerprint(made({ version: '1' })),
    );
  });

  it('is of one classifier alone, where there is none', () => {
    const one = made();
    expect(classifierFingerprint(one)).toBe(classifierFingerprint(one));
    expect(classifierFingerprint(made())).not.toBe(classifierFingerprint(one));
  });

  it('of the local classifiers is that of the package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    for (const classifier of localClassifiers())
      expect(classifierFingerprint(classifier)).toBe(`${classifier.name}@${version}`);
  });

  it('parts moderators whose classifiers were made otherwise', () => {
    expect(createModerator().fingerprint).toBe(createModerator().fingerprint);
    const [one, other] = [made(), made()].map(
      (classifier) => createModerator({ classifiers: [classifier] }).fingerprint,
    );
    expect(one).not.toBe(other);
  });
});
