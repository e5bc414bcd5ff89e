import { createReadStream } from 'node:fs';

/** A line of a file, as bytes: decoding would replace invalid UTF-8 and hide that the line was altered. */
interface LogLine {
  readonly bytes: Buffer;
  /** Whether a line feed ends it. */
  readonly isEnded: boolean;
  /** Whether the line has more than 64 MiB, and is cut. */
  readonly isCut: boolean;
}

/**
 * The most bytes of a line, more than any record has. A file without line feeds must not be read into memory as a
 * whole.
 */
const maximumLineBytes = 64 * 1024 * 1024;

const newline = 0x0a;

/**
 * Reads the lines of a file. Only a line feed ends a line. A line of more than 64 MiB is cut, and reading ends with it.
 * @throws the error of the file system when the file cannot be read.
 */
export async function* readLogLines(path: string): AsyncGenerator<LogLine> {
  let begun: Buffer[] = [];
  let length = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      yield { bytes: Buffer.concat([...begun, chunk.subarray(start, end)]), isEnded: true, isCut: false };
      start = end + 1;
      begun = [];
      length = 0;
    }
    begun.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > maximumLineBytes) break;
  }
  if (length > 0) yield { bytes: Buffer.concat(begun), isEnded: false, isCut: length > maximumLineBytes };
}
