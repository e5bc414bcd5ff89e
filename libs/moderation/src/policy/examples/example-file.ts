import { realpath, stat, readFile } from 'node:fs/promises';
import { dirname, extname, isAbsolute, relative, resolve, sep } from 'node:path';

import { type z } from 'zod';

import { describeFileError } from '../../errors/describe-file-error.js';
import { describeIssue } from '../../errors/describe-issue.js';

/** A text of a file, and its line from 1. */
interface FileText {
  readonly text: string;
  readonly line: number;
}

/** The texts of a file, or the reason why they cannot be used. */
export type ExampleFileResult =
  | { readonly texts: readonly FileText[]; readonly problem?: undefined }
  | { readonly texts?: undefined; readonly problem: string };

/** The most bytes of a file: 200 texts of 900 characters have fewer, whatever their script. */
const maximumBytes = 2_000_000;

const jsonLines: ReadonlySet<string> = new Set(['.jsonl', '.ndjson']);

/** Resolves the path of a file of examples against the folder of its policy. */
export function resolveExamplePath(policyPath: string, path: string): string {
  return resolve(dirname(policyPath), path);
}

/** Reads the texts of a file beside a policy: one a line, or JSONL. Empty lines are left out. */
export async function readExampleFile(
  policyPath: string,
  path: string,
  schema: z.ZodType<readonly string[]>,
): Promise<ExampleFileResult> {
  const absolute = resolveExamplePath(policyPath, path);
  let source: string;
  try {
    if (isAbsolute(path) || !(await isInFolder(dirname(policyPath), absolute))) {
      return { problem: `must be a file in the folder of the policy, or below it: ${path} is outside` };
    }
    const found = await stat(absolute);
    // Reading from a pipe may never end. Reading from a folder fails at once.
    if (!found.isFile() && !found.isDirectory()) return { problem: `${path} must be a file, and no pipe or device` };
    const { size } = found;
    if (size > maximumBytes) return { problem: `${path} has ${size} bytes, and may have ${maximumBytes}` };
    source = await readFile(absolute, 'utf8');
  } catch (error) {
    return { problem: `${path} cannot be read: ${describeFileError(error)}` };
  }
  const written = source
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((text, index) => ({ text: text.trim(), line: index + 1 }))
    .filter(({ text }) => text !== '');
  const isJson = jsonLines.has(extname(path).toLowerCase());
  const values: { readonly text: unknown; readonly line: number }[] = [];
  for (const { text, line } of written) {
    const value = isJson ? parseLine(text) : { text };
    if (value === undefined) return { problem: `${path}:${line} must be a JSON string, or an object with a text` };
    values.push({ text: value.text, line });
  }
  const parsed = schema.safeParse(
    values.map(({ text }) => text),
    { error: describeIssue },
  );
  if (parsed.success) {
    return { texts: parsed.data.map((text, index) => ({ text, line: values[index]?.line ?? 0 })) };
  }
  const [issue] = parsed.error.issues;
  const line = values[Number(issue?.path[0])]?.line;
  return { problem: `${line === undefined ? path : `${path}:${line}`} ${issue?.message}` };
}

/** Checks whether a file is in a folder, also behind symbolic links. A folder that is itself behind one is followed. */
async function isInFolder(folder: string, path: string): Promise<boolean> {
  const isBelow = (from: string, to: string): boolean => {
    const way = relative(from, to);
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  };
  // The path as written goes first, so that no file elsewhere is touched.
  return isBelow(resolve(folder), path) && isBelow(await realpath(folder), await realpath(path));
}

function parseLine(line: string): { readonly text: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'string') return { text: value };
    return typeof value === 'object' && value !== null && 'text' in value ? { text: value.text } : undefined;
  } catch {
    return undefined;
  }
}
