import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { convertBertToGguf } from '../bert/bert-to-gguf.js';
import { appendZipMember } from './zip-member.js';

/** Files that `convertBertToGguf` reads. */
const members = ['config.json', 'tokenizer.json', 'model.safetensors', '1_Pooling/config.json'];

/** Describes a ZIP of a sentence-transformers folder, and the GGUF file to write. */
interface PackedModel {
  readonly zipPath: string;
  readonly target: string;
  /** Maximum bytes of one member. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Converts a ZIP of a sentence-transformers folder to a GGUF file, and removes the ZIP.
 *
 * @throws an Error with the reason when it cannot be unpacked or converted
 */
export async function unpackSentenceTransformers({ zipPath, target, maxBytes, signal }: PackedModel): Promise<void> {
  const folder = `${zipPath}.unpacked`;
  for (const member of members) {
    const path = join(folder, member);
    await mkdir(dirname(path), { recursive: true });
    await appendZipMember({ zipPath, member, target: path, maxBytes, signal });
  }
  // Free the disk at once: weights are large.
  await rm(zipPath);
  await convertBertToGguf(folder, target);
  await rm(folder, { recursive: true });
}
