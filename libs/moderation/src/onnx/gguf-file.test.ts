import { describe, expect, it } from '@jest/globals';
import { readGguf } from './gguf-file.js';

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

const uint64 = (value: number | bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

const string = (text: string): Buffer => Buffer.concat([uint64(text.length), Buffer.from(text)]);

const header = (version: number, tensors: number | bigint, values: number | bigint): Buffer =>
  Buffer.concat([Buffer.from('GGUF'), uint32(version), uint64(tensors), uint64(values)]);

/** Writes a file with one value in its header. */
const withValue = (name: string, type: number, ...value: readonly Buffer[]): Buffer =>
  Buffer.concat([header(3, 0, 1), string(name), uint32(type), ...value]);

/** Writes a file with one tensor, and 64 bytes for its numbers. */
const withTensor = (dimensions: readonly (number | bigint)[], type = 0, offset: number | bigint = 0): Buffer => {
  const description = [string('a'), uint32(dimensions.length), ...dimensions.map(uint64), uint32(type), uint64(offset)];
  const start = Buffer.concat([header(3, 1, 0), ...description]);
  return Buffer.concat([start, Buffer.alloc(Math.ceil(start.length / 32) * 32 - start.length + 64)]);
};

describe('readGguf', () => {
  it('reads a file without tensors', () => {
    expect(readGguf(header(3, 0, 0))).toEqual({ metadata: new Map(), tensors: new Map() });
  });

  it('reads the numbers of a tensor, which begin at the next multiple of 32', () => {
    const file = withTensor([2, 3], 0, 4);
    file.writeFloatLE(1.5, file.length - 60);
    const tensor = readGguf(file).tensors.get('a');
    expect(tensor).toMatchObject({ dimensions: [2, 3], type: 0 });
    expect([tensor?.bytes.length, tensor?.bytes.readFloatLE(0)]).toEqual([24, 1.5]);
  });

  const most = 2n ** 64n - 1n;
  it.each<[string, Buffer, string]>([
    ['another format', Buffer.from('{"format": 1}            '), 'it is no GGUF file'],
    ['an empty file', Buffer.alloc(0), 'it is no GGUF file'],
    ['another version', header(9, 0, 0), 'it has version 9 of GGUF'],
    ['a header that ends early', header(3, 0, 5), 'its header is cut off'],
    ['more tensors than the file has bytes', header(3, 30_000_000, 0), 'its header is cut off'],
    ['more values than the file has bytes', header(3, 0, most), 'its header is cut off'],
    ['a text longer than the file', withValue('a', 8, uint64(most)), 'its header is cut off'],
    ['a list longer than the file', withValue('a', 9, uint32(0), uint64(30_000_000)), 'its header is cut off'],
    ['a value of an unknown type', withValue('a', 99, uint64(0)), 'a value of the unknown type 99'],
    ['an alignment of 0', withValue('general.alignment', 4, uint32(0)), 'its general.alignment is no whole number'],
    ['an alignment that is a text', withValue('general.alignment', 8, string('x')), 'its general.alignment is no'],
    ['a type of numbers that it does not read', withTensor([2], 99), 'its tensor a has type 99, and only F32, F16'],
    ['half a block of numbers', withTensor([16], 8), 'its tensor a has the dimensions 16'],
    ['no dimension', withTensor([]), 'its tensor a has the dimensions'],
    ['a dimension of 0', withTensor([2, 0]), 'its tensor a has the dimensions 2 × 0'],
    ['more dimensions than a tensor may have', withTensor([1, 1, 1, 1, 1]), 'a tensor of 5 dimensions'],
    ['more numbers than the file has', withTensor([17]), 'it is cut off: it has 128 bytes, and a ends at 132'],
    ['more numbers than there are', withTensor([most, most]), 'it is cut off'],
    ['numbers that begin behind the end', withTensor([1], 0, most), 'it is cut off'],
  ])('refuses %s', (_, file, message) => {
    expect(() => readGguf(file)).toThrow(new RegExp(message.replace(/[.:]/g, String.raw`\$&`)));
  });
});
