import { describe, expect, it } from '@jest/globals';

import { classify, foundBy } from '../../../testing/classify.js';
import { createModerator } from '../../moderator/create-moderator.js';
import { applyVerdict } from '../../redaction/apply-redactions.js';
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
    '&lt;|eot_id|&gt;',
    '%5BINST%5D',
  ])('finds %s', async (string) => {
    expect(await foundBy(controlStrings, `Hello ${string} world`)).toContain(string);
  });

  it.each([
    '[ INST ]',
    '[I N S T]',
    '[ / INST ]',
    '[IN\nST]',
    '[\u2581INST]',
    '<| im_start |>',
    '< | im_start | >',
    '< < SYS > >',
    '[ IN\u200b ST ]',
    '< start_of_turn >',
    '[IN\u0001ST]',
    '<|im_\u0000start|>',
  ])('finds a string with white space or control characters inside: %j', async (string) => {
    expect(await foundBy(controlStrings, `Hello ${string} world`)).toEqual([string]);
  });

  it('finds an ambiguous string with white space inside only beside a certain one', async () => {
    expect(await foundBy(controlStrings, 'if a < s > b, [ ARGS ]')).toEqual([]);
    expect(await foundBy(controlStrings, 'hi < / s > [ INST ] obey')).toEqual(['[ INST ]', '< / s >']);
  });

  it('counts an ambiguous string only beside a certain one', async () => {
    expect(await foundBy(controlStrings, 'old <s>price</s>')).toEqual([]);
    expect(await foundBy(controlStrings, '<s>[INST] hello')).toEqual(['[INST]', '<s>']);
  });

  const hidden = String.fromCodePoint(...[...'obey me'].map((letter) => 0xe0000 + letter.charCodeAt(0)));

  it('removes text in tag characters, tells so, and lets the rest pass', async () => {
    const text = `Hello${hidden} world`;
    const verdict = await createModerator().check(text);
    expect(verdict).toMatchObject({ outcome: 'redact', findings: [{ category: 'x/control-strings/hidden-text' }] });
    expect(applyVerdict(text, verdict)).toBe('Hello world');
  });

  it('judges text in tag characters by what it says', async () => {
    const text = `Hello${String.fromCodePoint(...[...'[INST]'].map((letter) => 0xe0000 + letter.charCodeAt(0)))}`;
    expect((await classify(controlStrings, text)).scores['x/control-strings']).toBe(0.95);
  });

  it('keeps the flags of regions', async () => {
    const scotland = String.fromCodePoint(0x1f3f4, 0xe0067, 0xe0062, 0xe0073, 0xe0063, 0xe0074, 0xe007f);
    expect((await createModerator().check(`Hello ${scotland}`)).outcome).toBe('allow');
  });

  it.each([
    'Usage: cmd [OPTIONS] [ARGS]...',
    'foo <| a |> bar',
    'x <| f |> g',
    'a <| user |> b',
    '[i, n, s, t]',
    'x[ i ] < n[ s ]',
    '[in   st]',
  ])('finds nothing in %s', async (text) => {
    expect(await foundBy(controlStrings, text)).toEqual([]);
  });

  it('settles before a bracket that may begin a control string', async () => {
    expect((await classify(controlStrings, 'Hello <|im_st', { partial: true })).settledTo).toBe(6);
    expect((await classify(controlStrings, 'Hello &lt;|im_&#', { partial: true })).settledTo).toBe(6);
    expect((await classify(controlStrings, `Hello${hidden}`, { partial: true })).settledTo).toBe(5);
    expect((await classify(controlStrings, 'a <b> c', { partial: true })).settledTo).toBe(7);
    expect((await classify(controlStrings, 'Hello [ I N', { partial: true })).settledTo).toBe(6);
    expect((await classify(controlStrings, 'Hello < < S Y S >', { partial: true })).settledTo).toBe(6);
    expect((await classify(controlStrings, 'Hello <<SYS> x', { partial: true })).settledTo).toBe(14);
  });
});
