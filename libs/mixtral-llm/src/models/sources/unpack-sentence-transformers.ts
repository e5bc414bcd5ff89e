import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { convertBertToGguf } from '../bert/bert-to-gguf.js';
import { appendZipMember } from './zip-member.js';

/** What `convertBertToGguf` reads. */
const members = ['config.json', 'tokenizer.json', 'model.safetensors', '1_Pooling/config.json'];

/** A ZIP of a sentence-transformers folder, and the file that is made of it. */
export interface PackedModel {
  readonly zipPath: string;
  readonly target: string;
  /** Bytes that one member may have. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Makes a GGUF file of a ZIP of a sentence-transformers folder, and removes the ZIP. @throws an Error that says why it cannot */
export async function unpackSentenceTransformers({ zipPath, target, maxBytes, signal }: PackedModel): Promise<void> {
  const folder = `${zipPath}.unpacked`;
  for (const member of members) {
    const path = join(folder, member);
    await mkdir(dirname(path), { recursive: true });
    await appendZipMember({ zipPath, member, target: path, maxBytes, signal });
  }
  // Weights are large: what is not needed any more goes at once.
  await rm(zipPath);
  await convertBertToGguf(folder, target);
  await rm(folder, { recursive: true });
}
