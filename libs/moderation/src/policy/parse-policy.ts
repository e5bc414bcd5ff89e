import { readFile } from 'node:fs/promises';

import { type z } from 'zod';

import { type ModerationPolicy } from '../contract/policy.js';
import { describeFileError } from '../errors/describe-file-error.js';
import { describeIssue } from '../errors/describe-issue.js';
import { PolicyError, type PolicyProblem, PolicyUnknownError } from '../errors/moderation-errors.js';
import { type FieldPath, rememberOrigin } from './policy-problem.js';
import { presetDocuments } from './presets.js';
import { resolvePolicy } from './resolve-policy.js';
import { type PolicyDocument, policyDocumentSchema, type PresetName, presetNames } from './schema/policy-schema.js';
import { parseYaml, type YamlDocument } from './yaml-document.js';

/** The most characters of a policy file: a longer one is refused before it is parsed. */
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
    throw new PolicyError(path, [{ field: '', message: `cannot be read: ${describeFileError(error)}` }], {
      cause: error,
    });
  }
  return parsePolicy(source, path);
}

/**
 * Creates a policy from the text of a file, YAML or JSON.
 * @param fileName Named in errors. Default `policy`.
 * @throws {PolicyError} that lists every problem with line and field.
 */
export function parsePolicy(source: string, fileName = 'policy'): ModerationPolicy {
  if (source.length > maximumFileCharacters) {
    throw new PolicyError(fileName, [
      { field: '', message: `is longer than ${maximumFileCharacters} characters; split its word lists` },
    ]);
  }
  return validatePolicy(parseYaml(source, fileName), fileName);
}

/**
 * Creates a policy from an object of the same shape as a file.
 * @throws {PolicyError} that lists every problem with its field.
 */
export function definePolicy(document: PolicyDocument): ModerationPolicy {
  return validatePolicy({ content: document, locate: () => ({}) }, `policy ${document.name}`);
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

function validatePolicy({ content, locate }: YamlDocument, fileName: string): ModerationPolicy {
  const parsed = policyDocumentSchema.safeParse(content, { error: describeIssue });
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap(toFieldIssues).map(({ path, message }): PolicyProblem => ({
      field: path.map(String).join('.'),
      message,
      ...locate(path),
    }));
    throw new PolicyError(fileName, problems, { cause: parsed.error });
  }
  const preset = parsed.data.extends ?? 'balanced';
  const policy = resolvePolicy([presetDocuments.balanced, presetDocuments[preset], parsed.data]);
  rememberOrigin(policy, { fileName, locate });
  return policy;
}

/** Splits an issue of the validation by field: unknown keys are reported one by one, each at its position. */
function toFieldIssues(issue: z.core.$ZodIssue): readonly { readonly path: FieldPath; readonly message: string }[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'is no field of a policy' }));
  }
  if (issue.code === 'invalid_key') {
    return [{ path: issue.path, message: issue.issues[0]?.message ?? issue.message }];
  }
  return [{ path: issue.path, message: issue.message }];
}
