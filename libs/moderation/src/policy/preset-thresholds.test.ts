import { describe, expect, it } from '@jest/globals';

import { type Category } from '../contract/category.js';
import { loadGuardModel } from '../classifiers/guard/guard-model.js';
import { findThreshold } from '../contract/policy.js';
import { presetPolicy } from './parse-policy.js';
import { guardThresholds, presetThresholds } from './preset-thresholds.js';

describe('the thresholds of the presets', () => {
  it.each([
    ['in general', presetThresholds],
    ['for the guard', guardThresholds],
  ])('are at most as high in strict as in balanced %s', (_, thresholds) => {
    const higher = Object.entries(thresholds).filter(([, { balanced, strict }]) => strict > balanced);
    expect(higher).toEqual([]);
  });

  it('are for those categories that the guard model of the package scores', async () => {
    const { scores } = await loadGuardModel();
    expect(Object.keys(guardThresholds).toSorted()).toEqual(scores.map(({ category }) => category).toSorted());
  });

  it.each(['balanced', 'strict'] as const)('hold under %s for their classifiers', (preset) => {
    const { categories } = presetPolicy(preset).stages.output;
    for (const [name, { [preset]: threshold }] of Object.entries(guardThresholds)) {
      const rule = categories[name as Category] ?? { threshold: Infinity, action: 'block' };
      expect([name, findThreshold(rule, 'guard')]).toEqual([name, threshold]);
      const general = presetThresholds[name as keyof typeof guardThresholds];
      expect([name, findThreshold(rule, 'a service')]).toEqual([name, general[preset]]);
    }
  });
});
