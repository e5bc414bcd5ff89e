import { readFile } from 'node:fs/promises';

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
import { type z } from 'zod';

import { PolicyError, type PolicyProblem } from '../errors/moderation-errors.js';
import { rememberSource } from './policy-problem.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { type PolicyDocument, policyDocumentSchema, type PresetName } from './schema/policy-schema.js';
import { presetDocuments } from './presets.js';
import { resolvePolicy } from './resolve-policy.js';

/** Anchors may be used in a policy, but not to blow a small file up into a large one. */
const maximumAliases = 50;

/** Larger files are refused before they are parsed. */
const maximumFileCharacters = 2_000_000;

/**
 * Reads a policy file, YAML or JSON.
 * @throws {PolicyError} that lists every problem with file, line and field.
 */
export async function loadPolicy(path: string): Promise<ModerationPolicy> {
  let source: string;
  try {
    source = await readFile(path, 'utf8');
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new PolicyError(path, [{ field: '', message: `cannot be read: ${cause}` }], { cause: error });
  }
  return parsePolicy(source, path);
}

/**
 * Makes a policy from the text of a file, YAML or JSON.
 * @param fileName Named in errors. Default `policy`.
 * @throws {PolicyError} that lists every problem with line and field.
 */
export function parsePolicy(source: string, fileName = 'policy'): ModerationPolicy {
  if (source.length > maximumFileCharacters) {
    throw new PolicyError(fileName, [
      { field: '', message: `is longer than ${String(maximumFileCharacters)} characters; split its word lists` },
    ]);
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(source, { lineCounter, uniqueKeys: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error): PolicyProblem => {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      return { field: '', line, column: col, message: firstLine(error.message) };
    });
    throw new PolicyError(fileName, problems);
  }
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: maximumAliases });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new PolicyError(fileName, [{ field: '', message, ...linePosition(lineCounter, failedAlias(document)) }], {
      cause: error,
    });
  }
  const hidden = hiddenKey(document);
  if (hidden !== undefined) {
    throw new PolicyError(fileName, [
      { field: '__proto__', message: 'is no field of a policy', ...linePosition(lineCounter, hidden) },
    ]);
  }
  return validatePolicy(content, fileName, (path) => positionOf(document, lineCounter, path));
}

/**
 * Makes a policy from an object of the same shape as a file.
 * @throws {PolicyError} that lists every problem with its field.
 */
export function definePolicy(document: PolicyDocument): ModerationPolicy {
  return validatePolicy(document, `policy ${document.name}`, () => ({}));
}

/** A policy that the package ships. */
export function presetPolicy(name: PresetName): ModerationPolicy {
  return resolvePolicy([presetDocuments.balanced, presetDocuments[name]]);
}

/** The policy that holds when none is given: the preset `balanced`. */
export function defaultPolicy(): ModerationPolicy {
  return presetPolicy('balanced');
}

type Position = Pick<PolicyProblem, 'line' | 'column'>;
type IssuePath = readonly PropertyKey[];

function validatePolicy(content: unknown, fileName: string, locate: (path: IssuePath) => Position): ModerationPolicy {
  const parsed = policyDocumentSchema.safeParse(content);
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap(toPaths).map(({ path, message }): PolicyProblem => ({
      field: path.map(String).join('.'),
      message,
      ...locate(path),
    }));
    throw new PolicyError(fileName, problems, { cause: parsed.error });
  }
  const preset = parsed.data.extends ?? 'balanced';
  const policy = resolvePolicy([presetDocuments.balanced, presetDocuments[preset], parsed.data]);
  rememberSource(policy, { fileName, locate });
  return policy;
}

/** Unknown keys are reported one by one, at their own place. */
function toPaths(issue: z.core.$ZodIssue): readonly { path: IssuePath; message: string }[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'is no field of a policy' }));
  }
  if (issue.code === 'invalid_key') {
    const detail = issue.issues[0]?.message;
    return [{ path: issue.path, message: detail ?? issue.message }];
  }
  return [{ path: issue.path, message: issue.message }];
}

/** The place of a field, or of the closest field around it when it is missing. */
function positionOf(document: Document.Parsed, lineCounter: LineCounter, path: IssuePath): Position {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node: unknown = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range)
      return linePosition(lineCounter, keyOfBlock(document, node, path.slice(0, depth)) ?? node);
  }
  return { line: 1, column: 1 };
}

/** What stands below its name begins on a later line than the field that it is the value of. */
function keyOfBlock(document: Document.Parsed, node: Node, path: IssuePath): Node | undefined {
  if (path.length === 0 || !isCollection(node) || node.flow === true) return undefined;
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ value }) => value === node) : undefined;
  return isNode(pair?.key) ? pair.key : undefined;
}

function linePosition(lineCounter: LineCounter, node: Node | undefined): Position {
  if (!node?.range) return { line: 1, column: 1 };
  const { line, col } = lineCounter.linePos(node.range[0]);
  return { line, column: col };
}

/** The alias that cannot be followed, else the first one. */
function failedAlias(document: Document.Parsed): Node | undefined {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_, alias) => void aliases.push(alias) });
  return aliases.find((alias) => alias.resolve(document) === undefined) ?? aliases[0];
}

/** A key that JavaScript takes for something else, and that would be left out without a word. */
function hiddenKey(document: Document.Parsed): Node | undefined {
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
