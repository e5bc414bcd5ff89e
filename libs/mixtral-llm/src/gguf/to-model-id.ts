import { basename } from 'node:path';

/** Converts the path of a GGUF file to the id of its model: the name of the file without `.gguf`. */
export function toModelId(file: string): string {
  return basename(file).replace(/\.gguf$/i, '');
}
