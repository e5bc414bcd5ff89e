import { readFile } from 'node:fs/promises';

import { type z } from 'zod';

import { type ModerationPolicy } from '../contract/policy.js';
import { describeFileError } from '../errors/describe-file-error.js';
import { describeIssue } from '../errors/describe-issue.js';
import { PolicyError, type PolicyProblem, PolicyUnknownError } from '../errors/moderation-errors.js';
import { type FieldIssue } from './examples/check-examples.js';
import { collectExamples, type ExampleFiles, readExampleFiles } from './examples/collect-examples.js';
import { rememberOrigin } from './policy-problem.js';
import { presetDocuments } from './presets.js';
import { resolvePolicy } from './resolve-policy.js';
import { type PolicyDocument, policyDocumentSchema, type PresetName, presetNames } from './schema/policy-schema.js';
import { parseYaml, type YamlDocument } from './yaml-document.js';

/** The most characters of a policy file: a longer one is refused before it is parsed. */
const maximumFileCharacters = 2_000_000;

/**
 * Reads a policy file, YAML or JSON, and the files of examples that it names.
 * @throws {PolicyError} that lists every problem with file, line and field.
 */
export async function loadPolicy(path: string): Promise<ModerationPolicy> {
  return loadPolicyWithFiles(path, () => undefined);
}

/**
 * Reads a policy file, and calls `onFile` with the path of each other file that belongs to it.
 * @throws {PolicyError} as `loadPolicy`.
 */
export async function loadPolicyWithFiles(path: string, onFile: (path: string) => void): Promise<ModerationPolicy> {
  let source: string;
  try {
    source = await readFile(path, 'utf8');
  } catch (error) {
    throw new PolicyError(path, [{ field: '', message: `cannot be read: ${describeFileError(error)}` }], {
      cause: error,
    });
  }
  const yaml = parseSource(source, path);
  const document = validateDocument(yaml, path);
  return toPolicy(document, yaml, path, await readExampleFiles(path, document.categories, onFile));
}

/**
 * Creates a policy from the text of a file, YAML or JSON.
 * @param fileName Named in errors. Default `policy`.
 * @throws {PolicyError} that lists every problem with line and field.
 */
export function parsePolicy(source: string, fileName = 'policy'): ModerationPolicy {
  const yaml = parseSource(source, fileName);
  return toPolicy(validateDocument(yaml, fileName), yaml, fileName);
}

function parseSource(source: string, fileName: string): YamlDocument {
  if (source.length > maximumFileCharacters) {
    throw new PolicyError(fileName, [
      { field: '', message: `is longer than ${maximumFileCharacters} characters; split its word lists` },
    ]);
  }
  return parseYaml(source, fileName);
}

/**
 * Creates a policy from an object of the same shape as a file.
 * @throws {PolicyError} that lists every problem with its field.
 */
export function definePolicy(document: PolicyDocument): ModerationPolicy {
  const fileName = `policy ${document.name}`;
  const yaml: YamlDocument = { content: document, locate: () => ({}) };
  return toPolicy(validateDocument(yaml, fileName), yaml, fileName);
}

/**
 * Returns a policy that the package ships.
 * @throws {PolicyUnknownError} for a name that no preset has; it lists the names.
 */
export function presetPolicy(name: PresetName): ModerationPolicy {
  if (!presetNames.includes(name)) throw new PolicyUnknownError(String(name), presetNames);
  return resolvePolicy([presetDocuments.balanced, presetDocuments[name]]);
}

/** Returns the policy for a moderator that is given none: the preset `balanced`. */
export function defaultPolicy(): ModerationPolicy {
  return presetPolicy('balanced');
}

function validateDocument({ content, locate }: YamlDocument, fileName: string): PolicyDocument {
  const parsed = policyDocumentSchema.safeParse(content, { error: describeIssue });
  if (parsed.success) return parsed.data;
  throw toPolicyError(fileName, parsed.error.issues.flatMap(toFieldIssues), locate, parsed.error);
}

/** Converts a document to a policy, with the texts of the files that were read for it. */
function toPolicy(
  document: PolicyDocument,
  { locate }: YamlDocument,
  fileName: string,
  files: ExampleFiles = new Map(),
): ModerationPolicy {
  const { examples, issues } = collectExamples(document.categories, files);
  if (issues.length > 0) throw toPolicyError(fileName, issues, locate);
  const preset = document.extends ?? 'balanced';
  const policy = resolvePolicy([presetDocuments.balanced, presetDocuments[preset], document], examples);
  rememberOrigin(policy, { fileName, locate });
  return policy;
}

function toPolicyError(
  fileName: string,
  issues: readonly FieldIssue[],
  locate: YamlDocument['locate'],
  cause?: unknown,
): PolicyError {
  const problems = issues.map(({ path, message }): PolicyProblem => ({
    field: path.map(String).join('.'),
    message,
    ...locate(path),
  }));
  return new PolicyError(fileName, problems, { cause });
}

/** Splits an issue of the validation by field: unknown keys are reported one by one, each at its position. */
function toFieldIssues(issue: z.core.$ZodIssue): readonly FieldIssue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'is no field of a policy' }));
  }
  if (issue.code === 'invalid_key') {
    return [{ path: issue.path, message: issue.issues[0]?.message ?? issue.message }];
  }
  if (issue.code === 'invalid_union') {
    // The branch that got furthest is the one that was meant: a list of texts with one that is none, for example.
    const meant = issue.errors.flat().filter(({ path, code }) => path.length > 0 || code !== 'invalid_type');
    const depth = Math.max(...meant.map(({ path }) => path.length));
    const deepest = meant.filter(({ path }) => path.length === depth);
    if (deepest.length > 0) return deepest.map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
  }
  return [{ path: issue.path, message: issue.message }];
}
