import { type FileHandle } from 'node:fs/promises';
import { ModelFileError } from '../errors.js';

/** A tensor of a safetensors file. */
export interface StoredTensor {
  readonly name: string;
  /** For example `F32`. */
  readonly type: string;
  /** The outermost dimension first. */
  readonly shape: readonly number[];
  /** Bytes from the start of the data. */
  readonly start: number;
  readonly end: number;
}

/** A header of real models has some hundred kilobytes at most. */
const longestHeader = 100_000_000;

/**
 * Reads the header: its length as 8 bytes, then JSON (https://github.com/huggingface/safetensors#format).
 *
 * @param path for messages
 * @throws {ModelFileError} when it is no such file
 */
export async function readSafetensors(file: FileHandle, path: string): Promise<{ readonly tensors: readonly StoredTensor[]; readonly dataStart: number }> {
  const { size } = await file.stat();
  const lengthBytes = Buffer.alloc(8);
  await file.read(lengthBytes, 0, 8, 0);
  const length = Number(lengthBytes.readBigUInt64LE());
  if (length > longestHeader || length + 8 > size) throw new ModelFileError(path, 'it is not a safetensors file, or not a whole one');
  const header = Buffer.alloc(length);
  await file.read(header, 0, length, 8);
  const entries = JSON.parse(header.toString()) as Readonly<Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>>;
  const tensors = Object.entries(entries)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, { dtype, shape, data_offsets: [start, end] }]) => ({ name, type: dtype, shape, start, end }));
  if (tensors.some(({ end }) => 8 + length + end > size)) throw new ModelFileError(path, 'it is shorter than its header says');
  return { tensors, dataStart: 8 + length };
}
