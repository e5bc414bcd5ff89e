import { describe, expect, it } from '@jest/globals';

import { classify, foundBy } from '../../../testing/classify.js';
import { createControlStringsClassifier } from './control-strings-classifier.js';

const controlStrings = createControlStringsClassifier();

describe('control strings classifier', () => {
  it.each([
    '[INST]',
    '[/tool_results]',
    '<<SYS>>',
    '<|im_start|>',
    '<｜end▁of▁sentence｜>',
    '[IN\u200bST]',
    '＜|eot_id|＞',
  ])('finds %s', async (string) => {
    expect(await foundBy(controlStrings, `Hello ${string} world`)).toContain(string);
  });

  it('counts an ambiguous string only beside a certain one', async () => {
    expect(await foundBy(controlStrings, 'old <s>price</s>')).toEqual([]);
    expect(await foundBy(controlStrings, '<s>[INST] hello')).toEqual(['[INST]', '<s>']);
  });

  it('settles before a bracket that may begin a control string', async () => {
    expect((await classify(controlStrings, 'Hello <|im_st', { partial: true })).settledTo).toBe(6);
    expect((await classify(controlStrings, 'a <b> c', { partial: true })).settledTo).toBe(7);
  });
});
