import { type ModeratedEmbeddings } from './moderated-embeddings.service.js';

/** Presents embeddings in OpenAI's form. `base64` holds 32-bit floats, little-endian. */
export function presentEmbeddings({ model, embeddings, leeward }: ModeratedEmbeddings, format: 'float' | 'base64') {
  const tokens = embeddings.reduce((sum, embedding) => sum + embedding.tokens, 0);
  return {
    object: 'list' as const,
    data: embeddings.map(({ vector }, index) => ({
      object: 'embedding' as const,
      index,
      embedding: format === 'float' ? vector : toBase64(vector),
    })),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
    leeward,
  };
}

function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * Float32Array.BYTES_PER_ELEMENT);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * Float32Array.BYTES_PER_ELEMENT);
  return bytes.toString('base64');
}
