import { resolve } from 'node:path';

import { type AgentsHost } from '../agents-host.js';
import { type AgentsDocument } from '../schema/index.js';
import { type ProblemList } from './problem-list.js';
import { type ResourceVersion } from './shared-resources.js';

/** The context that the parts of one file share while its agents are built. */
export interface FileContext {
  readonly document: AgentsDocument;
  /** The folder of the file, to which its paths belong. */
  readonly folder: string;
  readonly host: AgentsHost;
  readonly resources: ResourceVersion;
  readonly problems: ProblemList;
  /** Tells that a file belongs to the agents, and must be watched. */
  readonly onFile: (path: string) => void;
}

export function toAbsolutePath({ folder }: FileContext, path: string): string {
  return resolve(folder, path);
}

/** Reads an environment variable that the file names. @throws {Error} when it is not set */
export function readVariable({ host }: FileContext, name: string): string {
  const value = (host.environment ?? process.env)[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/** A header of a file: a value, or the environment variable that holds it. */
type HeaderValue = string | { readonly env: string; readonly prefix?: string | undefined };

/** Reads the values of headers. @throws {Error} for a variable that is not set, or a value that no header can have */
export function readHeaders(
  context: FileContext,
  headers: Readonly<Record<string, HeaderValue>> = {},
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const text = typeof value === 'string' ? value : `${value.prefix ?? ''}${readVariable(context, value.env)}`;
      // Not the value itself in the message: it is a secret.
      if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text))
        throw new Error(`the header ${name} has a character that it may not have`);
      return [name.toLowerCase(), text];
    }),
  );
}
