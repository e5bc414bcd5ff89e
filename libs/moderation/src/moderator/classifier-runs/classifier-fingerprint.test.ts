import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { type Classifier } from '../../contract/classifier.js';
import { toClassifierFingerprint } from './classifier-fingerprint.js';
import { createModerator } from '../create-moderator.js';
import { localClassifiers } from '../../classifiers/local-classifiers.js';

const made = (more: Partial<Classifier> = {}): Classifier => ({
  name: 'mine',
  categories: ['hate'],
  classify: ({ text }) => Promise.resolve({ scores: { hate: 0 }, spans: [], scanned: { start: 0, end: text.length } }),
  ...more,
});

describe('classifierFingerprint', () => {
  it('is equal for equal names and versions', () => {
    expect(toClassifierFingerprint(made({ version: '1' }))).toBe(toClassifierFingerprint(made({ version: '1' })));
    expect(toClassifierFingerprint(made({ version: '2' }))).not.toBe(toClassifierFingerprint(made({ version: '1' })));
    expect(toClassifierFingerprint(made({ name: 'other', version: '1' }))).not.toBe(
      toClassifierFingerprint(made({ version: '1' })),
    );
  });

  it('is unique for a classifier without a version', () => {
    const one = made();
    expect(toClassifierFingerprint(one)).toBe(toClassifierFingerprint(one));
    expect(toClassifierFingerprint(made())).not.toBe(toClassifierFingerprint(one));
  });

  it('has the version of the package for local classifiers', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    for (const classifier of localClassifiers())
      expect(toClassifierFingerprint(classifier)).toBe(`${classifier.name}@${version}`);
  });

  it('differs for moderators whose classifiers have no version', () => {
    expect(createModerator().fingerprint).toBe(createModerator().fingerprint);
    const [one, other] = [made(), made()].map(
      (classifier) => createModerator({ classifiers: [classifier] }).fingerprint,
    );
    expect(one).not.toBe(other);
  });
});
