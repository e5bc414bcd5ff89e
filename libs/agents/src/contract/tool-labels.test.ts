import { describe, expect, it } from '@jest/globals';

import { findToolLabels, labelTool, toolLabelsKey, unknownToolLabels } from './tool-labels.js';

describe('tool labels', () => {
  it('finds the labels that a tool was given, beside its other metadata', () => {
    const tool = labelTool({ metadata: { team: 'support' } }, { reads: ['untrusted', 'private'], effect: 'none' });

    expect(findToolLabels(tool)).toEqual({ reads: ['untrusted', 'private'], effect: 'none' });
    expect(tool.metadata).toMatchObject({ team: 'support' });
  });

  it.each([
    ['no metadata', undefined],
    ['no labels', {}],
    ['an unknown source', { [toolLabelsKey]: { reads: ['safe'], effect: 'none' } }],
    ['no source', { [toolLabelsKey]: { reads: [], effect: 'none' } }],
    ['no effect', { [toolLabelsKey]: { reads: ['trusted'] } }],
  ])('takes the careful labels for a tool with %s', (_, metadata) => {
    expect(findToolLabels({ metadata })).toEqual(unknownToolLabels);
  });
});
