import { type PackedMatrix, type QuantizedMatrix, readFloats, readPacked, readQuantized } from './tensor-values.js';
import { type GgufFile, type GgufTensor } from './gguf-file.js';
import { onnxType, OnnxWriter } from './onnx-writer.js';

/** The numbers of the poolings: the mean of the vectors of all tokens, or that of the first. */
const pooling = { mean: 1, first: 2 } as const;

/** The names of the inputs: the ids of the tokens, and their positions, both of the shape `[1, tokens]`. */
export const inputNames = { ids: 'ids', positions: 'positions' } as const;

/** The level of accuracy at which activations are rounded to 8 bits. Lower levels compute in single precision. */
const wholeActivations = 4;

/** The sizes that the tables of an encoder must have. */
export interface BertTables {
  /** The number of tokens in the vocabulary. */
  readonly tokens: number;
  /** The most tokens of one text. */
  readonly positions: number;
}

/** An encoder as an ONNX model, and the name of its output of the shape `[1, dimensions]`. */
export interface BertGraph {
  readonly model: Buffer;
  readonly outputName: string;
  readonly dimensions: number;
}

/**
 * Builds the ONNX model of a BERT whose weights a GGUF file has. It computes as llama.cpp does: matrices of 4 bits stay packed, and
 * what goes into them is rounded to 8 bits with a scale for each 32 numbers. All else is in single precision.
 * @throws {RangeError} when the file has another architecture, or a tensor is missing or has another shape.
 */
export function buildBertGraph(file: GgufFile, tables: BertTables): BertGraph {
  const builder = new BertBuilder(file, tables);
  const outputName = builder.build();
  const input = { type: onnxType.int64, rank: 2 };
  const inputs = { [inputNames.ids]: input, [inputNames.positions]: input };
  return {
    model: builder.writer.encode(inputs, { name: outputName, rank: 2 }),
    outputName,
    dimensions: builder.width,
  };
}

class BertBuilder {
  readonly writer = new OnnxWriter();
  readonly width: number;
  readonly #file: GgufFile;
  readonly #tables: BertTables;
  readonly #layers: number;
  readonly #heads: number;
  readonly #epsilon: number;
  readonly #pooling: number;

  constructor(file: GgufFile, tables: BertTables) {
    this.#file = file;
    this.#tables = tables;
    if (file.metadata.get('general.architecture') !== 'bert') throw new RangeError('its architecture is not BERT');
    const { mean, first } = pooling;
    this.#pooling = this.#number('bert.pooling_type');
    if (this.#pooling !== mean && this.#pooling !== first)
      throw new RangeError('its pooling is neither the mean of all tokens nor the first token');
    this.width = this.#number('bert.embedding_length');
    this.#layers = this.#number('bert.block_count');
    this.#heads = this.#number('bert.attention.head_count');
    this.#epsilon = this.#number('bert.attention.layer_norm_epsilon');
    if (this.width % this.#heads !== 0)
      throw new RangeError(`its ${this.#heads} heads do not divide vectors of ${this.width} numbers`);
  }

  /** @returns the name of the output. */
  build(): string {
    const { writer } = this;
    let state = this.#normalise(writer.add('Add', [this.#words(), this.#positions()]), 'token_embd_norm');
    for (let layer = 0; layer < this.#layers; layer += 1) state = this.#layer(state, `blk.${layer}.`);
    if (this.#pooling === pooling.first)
      return writer.add('Gather', [state, this.#wholes([0], [])], { axis: { int: 1 } });
    // Texts are encoded one by one, so no token is padding.
    return writer.add('ReduceMean', [state, this.#wholes([1], [1])], { keepdims: { int: 0 } });
  }

  /** Adds the vectors of the tokens. Their table stays in 8 bits, as it is the largest matrix of all. */
  #words(): string {
    const { writer, width } = this;
    const tensor = this.#table('token_embd.weight', this.#tables.tokens);
    const quantized = readQuantized(tensor);
    if (quantized === undefined) return writer.add('Gather', [this.#matrix(tensor), inputNames.ids]);
    const { numbers, scales } = this.#groups(quantized);
    const rows = writer.add('Gather', [numbers, inputNames.ids]);
    const factors = writer.add('Gather', [scales, inputNames.ids]);
    return writer.add('Reshape', [this.#scale(rows, factors), this.#wholes([0, 0, width], [3])]);
  }

  /** Adds a matrix in single precision. onnxruntime converts whole numbers once, when it loads, which takes less memory than here. */
  #matrix(tensor: GgufTensor): string {
    const [columns = 0, rows = 0] = tensor.dimensions;
    const quantized = readQuantized(tensor);
    if (quantized === undefined) return this.writer.constant(readFloats(tensor), [rows, columns]);
    const { numbers, scales } = this.#groups(quantized);
    return this.writer.add('Reshape', [this.#scale(numbers, scales), this.#wholes([rows, columns], [2])]);
  }

  /** Adds the numbers and scales of a matrix, of the shapes `[rows, groups, numbers]` and `[rows, groups, 1]`. */
  #groups({ rows, columns, numbers, scales }: QuantizedMatrix): { readonly numbers: string; readonly scales: string } {
    const groups = scales.length / rows;
    return {
      numbers: this.writer.constant(numbers, [rows, groups, columns / groups]),
      scales: this.writer.constant(scales, [rows, groups, 1]),
    };
  }

  #scale(numbers: string, scales: string): string {
    return this.writer.add('Mul', [this.writer.add('Cast', [numbers], { to: { int: onnxType.float } }), scales]);
  }

  /** Adds the vectors of the positions. That of the token type is added to them, as all tokens have type 0. */
  #positions(): string {
    const { writer, width } = this;
    const table = readFloats(this.#table('position_embd.weight', this.#tables.positions));
    const type = readFloats(this.#table('token_types.weight', 1));
    const sums = table.map((value, index) => value + (type[index % width] ?? 0));
    return writer.add('Gather', [writer.constant(sums, [sums.length / width, width]), inputNames.positions]);
  }

  #layer(state: string, prefix: string): string {
    const { writer, width } = this;
    const [innerWidth = 0] = this.#tensor(`${prefix}ffn_up.bias`).dimensions;
    const attended = this.#linear(this.#attention(state, prefix), `${prefix}attn_output`, [width, width]);
    const first = this.#normalise(writer.add('Add', [attended, state]), `${prefix}attn_output_norm`);
    // The form that llama.cpp computes.
    const inner = writer.add('Gelu', [this.#linear(first, `${prefix}ffn_up`, [width, innerWidth])], {
      approximate: { text: 'tanh' },
    });
    const outer = this.#linear(inner, `${prefix}ffn_down`, [innerWidth, width]);
    return this.#normalise(writer.add('Add', [outer, first]), `${prefix}layer_output_norm`);
  }

  #attention(state: string, prefix: string): string {
    const { writer, width } = this;
    const heads = this.#heads;
    const split = (name: string, order: readonly number[]): string => {
      const shape = this.#wholes([0, 0, heads, width / heads], [4]);
      const shaped = writer.add('Reshape', [this.#linear(state, prefix + name, [width, width]), shape]);
      return writer.add('Transpose', [shaped], { perm: { ints: order } });
    };
    const scale = writer.constant(Float32Array.of(Math.sqrt(heads / width)), []);
    const query = writer.add('Mul', [split('attn_q', [0, 2, 1, 3]), scale]);
    const scores = writer.add('MatMul', [query, split('attn_k', [0, 2, 3, 1])]);
    const shares = writer.add('Softmax', [scores], { axis: { int: -1 } });
    const mixed = writer.add('MatMul', [shares, split('attn_v', [0, 2, 1, 3])]);
    const rows = writer.add('Transpose', [mixed], { perm: { ints: [0, 2, 1, 3] } });
    return writer.add('Reshape', [rows, this.#wholes([0, 0, width], [3])]);
  }

  #linear(input: string, name: string, [from, to]: readonly [from: number, to: number]): string {
    const { writer } = this;
    const tensor = this.#tensor(`${name}.weight`, [from, to]);
    const packed = readPacked(tensor);
    const product = packed === undefined ? this.#multiply(input, tensor) : this.#multiplyPacked(input, packed);
    const bias = writer.constant(readFloats(this.#tensor(`${name}.bias`, [to])), [to]);
    return writer.add('Add', [product, bias]);
  }

  #multiply(input: string, tensor: GgufTensor): string {
    const { writer } = this;
    return writer.add('MatMul', [input, writer.add('Transpose', [this.#matrix(tensor)], { perm: { ints: [1, 0] } })]);
  }

  /** Multiplies with a matrix of 4 bits. See https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md */
  #multiplyPacked(input: string, { rows, columns, blockValues, bytes, scales }: PackedMatrix): string {
    const blocks = columns / blockValues;
    const numbers = this.writer.constant(bytes, [rows, blocks, blockValues / 2]);
    return this.writer.add('MatMulNBits', [input, numbers, this.writer.constant(scales, [rows * blocks])], {
      K: { int: columns },
      N: { int: rows },
      bits: { int: 4 },
      block_size: { int: blockValues },
      accuracy_level: { int: wholeActivations },
    });
  }

  #normalise(input: string, name: string): string {
    const { writer, width } = this;
    const scale = writer.constant(readFloats(this.#tensor(`${name}.weight`, [width])), [width]);
    const bias = writer.constant(readFloats(this.#tensor(`${name}.bias`, [width])), [width]);
    const attributes = { axis: { int: -1 }, epsilon: { float: this.#epsilon } };
    return writer.add('LayerNormalization', [input, scale, bias], attributes);
  }

  #wholes(values: readonly number[], shape: readonly number[]): string {
    return this.writer.constant(BigInt64Array.from(values, BigInt), shape);
  }

  /** Finds a tensor with a row of the width for each of the first numbers. */
  #table(name: string, rows: number): GgufTensor {
    const tensor = this.#tensor(name);
    const [columns, found = 1] = tensor.dimensions;
    if (columns === this.width && found >= rows) return this.#tensor(name, [columns, found]);
    throw new RangeError(`its tensor ${name} is no table of ${rows} rows or more of ${this.width} numbers`);
  }

  /** @param shape The lengths that it must have, the innermost first. Default: any. */
  #tensor(name: string, shape?: readonly number[]): GgufTensor {
    const tensor = this.#file.tensors.get(name);
    if (tensor === undefined) throw new RangeError(`its tensor ${name} is missing`);
    const { dimensions } = tensor;
    const length = Math.max(dimensions.length, shape?.length ?? 0);
    // A tensor may leave out dimensions of length 1.
    const isWrong = Array.from({ length }).some((_, axis) => (dimensions[axis] ?? 1) !== (shape?.[axis] ?? 1));
    if (shape !== undefined && isWrong)
      throw new RangeError(`its tensor ${name} has the shape ${dimensions.join(' × ')}, and not ${shape.join(' × ')}`);
    return tensor;
  }

  #number(name: string): number {
    const value = this.#file.metadata.get(name);
    if (typeof value !== 'number' || !(value > 0)) throw new RangeError(`its header has no number ${name} above 0`);
    return value;
  }
}
