import { describe, expect, it } from '@jest/globals';
import { buildBertGraph } from './bert-graph.js';
import { type GgufTensor, type GgufValue } from './gguf-file.js';

const width = 4;
const inner = 8;
const tables = { tokens: 3, positions: 16 };

const shapes: Readonly<Record<string, readonly number[]>> = {
  'token_embd.weight': [width, tables.tokens],
  'position_embd.weight': [width, tables.positions],
  'token_types.weight': [width],
  ...Object.fromEntries(
    ['token_embd_norm', 'blk.0.attn_output_norm', 'blk.0.layer_output_norm'].flatMap((name) => [
      [`${name}.weight`, [width]],
      [`${name}.bias`, [width]],
    ]),
  ),
  ...Object.fromEntries(
    ['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_up', 'ffn_down'].flatMap((name) => {
      const [from, to] = [name === 'ffn_down' ? inner : width, name === 'ffn_up' ? inner : width];
      return [
        [`blk.0.${name}.weight`, [from, to]],
        [`blk.0.${name}.bias`, [to]],
      ];
    }),
  ),
};

const header: Readonly<Record<string, GgufValue>> = {
  'general.architecture': 'bert',
  'bert.pooling_type': 1,
  'bert.embedding_length': width,
  'bert.block_count': 1,
  'bert.attention.head_count': 2,
  'bert.attention.layer_norm_epsilon': 1e-12,
};

/** Builds the graph of a tiny encoder whose weights are all 0. */
const build = (changedShapes: Record<string, readonly number[]> = {}, changedHeader: Record<string, GgufValue> = {}) =>
  buildBertGraph(
    {
      metadata: new Map(Object.entries({ ...header, ...changedHeader })),
      tensors: new Map(
        Object.entries({ ...shapes, ...changedShapes }).map(([name, dimensions]): [string, GgufTensor] => {
          const count = dimensions.reduce((product, length) => product * length, 1);
          return [name, { dimensions, type: 0, bytes: Buffer.alloc(count * 4) }];
        }),
      ),
    },
    tables,
  );

describe('buildBertGraph', () => {
  it('builds the graph of an encoder', () => {
    expect(build()).toMatchObject({ dimensions: width, outputName: expect.stringMatching(/^value\d+$/) });
  });

  it('keeps matrices of 4 bits packed, and takes words in 4 bits as well as in 8', () => {
    const wide = 32;
    const tensors = new Map<string, GgufTensor>();
    for (const [name, dimensions] of Object.entries(shapes)) {
      const scaled = dimensions.map((length) => (length === width ? wide : length === inner ? 2 * wide : length));
      const values = scaled.reduce((product, length) => product * length, 1);
      const isPacked = /(?:attn_.|attn_output|ffn_up|ffn_down|token_embd)\.weight$/.test(name);
      const bytes = isPacked ? (values / 32) * 18 : values * 4;
      tensors.set(name, { dimensions: scaled, type: isPacked ? 2 : 0, bytes: Buffer.alloc(bytes) });
    }
    const metadata = new Map(Object.entries({ ...header, 'bert.embedding_length': wide }));
    const { model, dimensions } = buildBertGraph({ metadata, tensors }, tables);
    expect(dimensions).toBe(wide);
    expect(model.toString('latin1').split('MatMulNBits')).toHaveLength(7);
    expect(model.toString('latin1')).toContain('com.microsoft');
  });

  it.each<[string, Record<string, readonly number[]>]>([
    ['dimensions of length 1', { 'token_types.weight': [width, 1], 'token_embd_norm.bias': [width, 1, 1, 1] }],
    [
      'more token types and positions than are used',
      { 'token_types.weight': [width, 2], 'position_embd.weight': [width, 20] },
    ],
  ])('takes tensors with %s', (_, changed) => {
    expect(build(changed).dimensions).toBe(width);
  });

  it.each<[string, Record<string, readonly number[]>, string]>([
    ['fewer words than the vocabulary', { 'token_embd.weight': [width, 2] }, 'token_embd.weight is no table of 3 rows'],
    [
      'fewer positions than a text may have',
      { 'position_embd.weight': [width, 15] },
      'is no table of 16 rows or more of 4',
    ],
    ['words of another width', { 'token_embd.weight': [width * 2, 3] }, 'token_embd.weight is no table'],
    ['a third dimension', { 'token_embd.weight': [width, 3, 2] }, 'has the shape 4 × 3 × 2, and not 4 × 3'],
    [
      'a matrix of another shape',
      { 'blk.0.attn_q.weight': [width, 5] },
      'attn_q.weight has the shape 4 × 5, and not 4 × 4',
    ],
    ['a bias of another length', { 'blk.0.ffn_up.bias': [7] }, 'ffn_up.weight has the shape 4 × 8, and not 4 × 7'],
    [
      'a norm of another length',
      { 'token_embd_norm.weight': [5] },
      'token_embd_norm.weight has the shape 5, and not 4',
    ],
  ])('refuses %s', (_, changed, message) => {
    expect(() => build(changed)).toThrow(message);
  });

  it.each<[string, Record<string, GgufValue>, string]>([
    ['another architecture', { 'general.architecture': 'llama' }, 'its architecture is not BERT'],
    ['another pooling', { 'bert.pooling_type': 3 }, 'its pooling is neither'],
    ['a layer that is not there', { 'bert.block_count': 2 }, 'its tensor blk.1.ffn_up.bias is missing'],
    [
      'heads that do not divide the width',
      { 'bert.attention.head_count': 3 },
      'its 3 heads do not divide vectors of 4',
    ],
    ['no heads', { 'bert.attention.head_count': 0 }, 'no number bert.attention.head_count above 0'],
    ['a width that is no number', { 'bert.embedding_length': '4' }, 'no number bert.embedding_length above 0'],
  ])('refuses %s in the header', (_, changed, message) => {
    expect(() => build({}, changed)).toThrow(message);
  });
});
