import { type GgmlType, ggmlType } from '../gguf/ggml-type.js';
import { writeGguf } from '../gguf/gguf-writer.js';
import { mixtral8x7b, mixtralMetadata, mixtralTensors } from './mixtral-shape.js';

/** Precisions of a sparse file, with their numbers in the GGUF format. */
const precisions = {
  f16: { type: ggmlType.f16, fileType: 1 },
  q8: { type: ggmlType.q8_0, fileType: 7 },
  q4: { type: ggmlType.q4_k, fileType: 15 },
} as const satisfies Record<string, { type: GgmlType; fileType: number }>;

/**
 * Writes a GGUF file with the header and the full size of Mixtral-8x7B-Instruct-v0.1, but without weights. It has up to 93 GB, and
 * takes 1 MB on the disk if the file system supports sparse files. For tests of the steps before a model is loaded.
 */
export async function writeSparseMixtral(path: string, precision: keyof typeof precisions): Promise<void> {
  const { type, fileType } = precisions[precision];
  const metadata = mixtralMetadata(mixtral8x7b, { name: 'Sparse Mixtral 8x7B', fileType });
  const tensors = mixtralTensors(mixtral8x7b).map(({ kind, name, dimensions }) => ({
    name,
    dimensions,
    type: kind === 'weights' ? type : ggmlType.f32,
  }));
  await writeGguf(path, metadata, tensors);
}
