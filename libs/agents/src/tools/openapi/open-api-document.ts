import { readFile, stat } from 'node:fs/promises';

import { describeFileError } from '@leeward/moderation';
import { parseDocument } from 'yaml';

import { OpenApiError } from '../../errors/index.js';

/** A JSON object whose fields are not known. */
export type Fields = Readonly<Record<string, unknown>>;

/** A larger file is refused before it is read. */
const maximumBytes = 10_000_000;

/** More YAML aliases could expand a small file to a huge one. */
const maximumAliases = 50;

/** Reads an OpenAPI file of version 3, in YAML or JSON. @throws {OpenApiError} */
export async function readOpenApiDocument(path: string): Promise<Fields> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > maximumBytes) throw new OpenApiError(path, `it is larger than ${maximumBytes} bytes`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (OpenApiError.isInstance(error)) throw error;
    throw new OpenApiError(path, `it cannot be read: ${describeFileError(error)}`, { cause: error });
  }
  const content = parseYamlText(text, path);
  if (!isFields(content) || !isFields(content['paths']) || !`${content['openapi'] as string}`.startsWith('3.')) {
    throw new OpenApiError(path, 'it must be OpenAPI 3, with the fields openapi and paths');
  }
  return content;
}

function parseYamlText(text: string, path: string): unknown {
  const document = parseDocument(text, { uniqueKeys: true });
  const [error] = document.errors;
  if (error)
    throw new OpenApiError(path, `line ${error.linePos?.[0].line ?? 1} is no valid YAML or JSON (${error.code})`);
  try {
    return document.toJS({ maxAliasCount: maximumAliases });
  } catch (cause) {
    throw new OpenApiError(path, 'its YAML aliases cannot be resolved', { cause });
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Follows a reference within the document, such as `#/components/parameters/Id`, until there is a value. */
export function resolveReference(value: unknown, document: Fields, path: string): unknown {
  let current = value;
  for (let steps = 0; isFields(current) && typeof current['$ref'] === 'string'; steps += 1) {
    const reference: string = current['$ref'];
    if (!reference.startsWith('#/') || steps >= 20) {
      throw new OpenApiError(
        path,
        `the reference ${JSON.stringify(reference.slice(0, 200))} does not lead to a place within it`,
      );
    }
    current = reference
      .slice(2)
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>(
        (place, part) => (isFields(place) && Object.hasOwn(place, part) ? place[part] : undefined),
        document,
      );
  }
  if (current === undefined) throw new OpenApiError(path, 'a reference in it leads nowhere');
  return current;
}
