import { createReadStream } from 'node:fs';

/** A line of a file, as bytes: what decoding would mend would not show. */
export interface LogLine {
  readonly bytes: Buffer;
  /** Whether an end of line stands behind it. */
  readonly isEnded: boolean;
}

/** Longer than any record: a file without lines must not be read into memory. */
const longestLine = 64 * 1024 * 1024;

const newline = 0x0a;

/**
 * The lines of a file, each ended by a line feed alone. A line that is too long comes out cut and without an end, and is the last.
 * @throws what reading the file throws.
 */
export async function* logLines(path: string): AsyncGenerator<LogLine> {
  let begun: Buffer[] = [];
  let length = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      yield { bytes: Buffer.concat([...begun, chunk.subarray(start, end)]), isEnded: true };
      start = end + 1;
      begun = [];
      length = 0;
    }
    begun.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > longestLine) break;
  }
  if (length > 0) yield { bytes: Buffer.concat(begun), isEnded: false };
}
