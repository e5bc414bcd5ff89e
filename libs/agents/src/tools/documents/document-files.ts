import { type FileHandle, open, readdir } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join, relative, sep } from 'node:path';

import { describeFileError } from '@leeward/moderation';

import { DocumentsError } from '../../errors/index.js';
import { htmlToText } from '../../text/index.js';

/** The kinds of files that are read, by the end of their name. */
const textExtensions = ['.md', '.markdown', '.txt', '.rst', '.html', '.htm', '.csv', '.json', '.yaml', '.yml'];

/** A folder within more folders than this is not read. */
const maximumDepth = 20;

/**
 * Lists the files of a folder and of the folders in it, in a fixed order. Their paths have `/`. Hidden files and symbolic
 * links are left out: a link could lead out of the folder.
 *
 * @param maximum the most files
 * @throws {DocumentsError} for a folder that cannot be read, or that has more files
 */
export async function listDocumentFiles(folder: string, maximum: number): Promise<readonly string[]> {
  const found: string[] = [];
  const visit = async (path: string, depth: number): Promise<void> => {
    const entries = await readdir(path, { withFileTypes: true });
    for (const entry of entries.toSorted((first, second) => (first.name < second.name ? -1 : 1))) {
      if (entry.name.startsWith('.')) continue;
      const entryPath = join(path, entry.name);
      if (entry.isDirectory() && depth < maximumDepth) await visit(entryPath, depth + 1);
      if (!entry.isFile() || !isTextFile(entry.name)) continue;
      if (found.length === maximum) {
        throw new DocumentsError(folder, `it has more than ${maximum} files; split it, or raise maximumFiles`);
      }
      found.push(relative(folder, entryPath).split(sep).join('/'));
    }
  };
  try {
    await visit(folder, 0);
  } catch (error) {
    if (DocumentsError.isInstance(error)) throw error;
    throw new DocumentsError(folder, describeFileError(error), { cause: error });
  }
  return found;
}

function isTextFile(name: string): boolean {
  return textExtensions.some((extension) => name.toLowerCase().endsWith(extension));
}

/** The state of a file, by which a change is noticed without reading it. */
export interface FileStamp {
  readonly size: number;
  /** In milliseconds since 1970. */
  readonly changedAt: number;
}

/** A file that was opened, before it is read. */
export interface OpenedDocument {
  readonly stamp: FileStamp;
  /** Reads its text. HTML is converted. @returns undefined for a file that is not text in UTF-8 */
  readonly readText: () => Promise<string | undefined>;
  readonly close: () => Promise<void>;
}

/** Opens a file of the folder. A symbolic link, also one that came meanwhile, is refused. @throws {Error} of the file system */
export async function openDocument(folder: string, path: string): Promise<OpenedDocument> {
  const file = await open(join(folder, path), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size, mtimeMs } = await file.stat();
    return {
      stamp: { size, changedAt: Math.trunc(mtimeMs) },
      readText: () => readText(file, path, size),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readText(file: FileHandle, path: string, size: number): Promise<string | undefined> {
  // No more than its size a moment ago, which is within the bounds: it may grow while it is read.
  const buffer = Buffer.alloc(size);
  const { bytesRead } = await file.read(buffer, 0, size, 0);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead));
    if (text.includes('\0')) return undefined;
    return /\.html?$/i.test(path) ? htmlToText(text) : text;
  } catch {
    return undefined;
  }
}
