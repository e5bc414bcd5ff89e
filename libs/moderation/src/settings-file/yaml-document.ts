import {
  type Alias,
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';

import {
  type FieldPath,
  type FilePosition,
  type FileProblem,
  readMessage,
  type SettingsFileKind,
} from '../errors/file-problem.js';

/** The most YAML aliases of a file: more could expand a small file to a huge one ("billion laughs"). */
const maximumAliases = 50;

/** The content of a YAML or JSON text, and the positions of its fields. */
export interface YamlDocument {
  readonly content: unknown;
  /** Finds the position of a field or, when it is missing, of the closest field around it. */
  readonly locate: (path: FieldPath) => FilePosition;
}

/**
 * Parses the text of a settings file, YAML or JSON.
 * @throws {Error} of the kind of file, with line and column of each syntax error.
 */
export function parseYaml(source: string, fileName: string, kind: SettingsFileKind): YamlDocument {
  const lineCounter = new LineCounter();
  const document = parseDocument(source, { lineCounter, uniqueKeys: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error): FileProblem => {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      return { field: '', line, column: col, message: firstLine(error.message) };
    });
    throw kind.createError(fileName, problems);
  }
  const toPosition = (node: Node | undefined): FilePosition => {
    if (!node?.range) return { line: 1, column: 1 };
    const { line, col } = lineCounter.linePos(node.range[0]);
    return { line, column: col };
  };
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: maximumAliases });
  } catch (error) {
    const problem = { field: '', message: readMessage(error), ...toPosition(findFailedAlias(document)) };
    throw kind.createError(fileName, [problem], error);
  }
  const hidden = findPrototypeKey(document);
  if (hidden !== undefined) {
    const message = `is no field of ${kind.noun}`;
    throw kind.createError(fileName, [{ field: '__proto__', message, ...toPosition(hidden) }]);
  }
  return { content, locate: (path) => toPosition(findNode(document, path)) };
}

/** Finds the node of a field, or of the closest field around it. */
function findNode(document: Document.Parsed, path: FieldPath): Node | undefined {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node: unknown = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return findBlockKey(document, node, path.slice(0, depth)) ?? node;
  }
  return undefined;
}

/** Finds the key of a block value: problems show its line, because the block itself begins on a later one. */
function findBlockKey(document: Document.Parsed, node: Node, path: FieldPath): Node | undefined {
  if (path.length === 0 || !isCollection(node) || node.flow === true) return undefined;
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ value }) => value === node) : undefined;
  return isNode(pair?.key) ? pair.key : undefined;
}

/** Finds the alias that cannot be resolved, else the first one. */
function findFailedAlias(document: Document.Parsed): Node | undefined {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_, alias) => void aliases.push(alias) });
  return aliases.find((alias) => alias.resolve(document) === undefined) ?? aliases[0];
}

/** Finds a key `__proto__`, which JavaScript does not take for a field and the validation would not see. */
function findPrototypeKey(document: Document.Parsed): Node | undefined {
  let found: Node | undefined;
  visit(document, {
    Pair: (_, { key }) => {
      if (!isScalar(key) || key.value !== '__proto__') return undefined;
      found = key;
      return visit.BREAK;
    },
  });
  return found;
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.replace(/:$/, '') ?? message;
}
