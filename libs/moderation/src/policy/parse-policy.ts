import { readFile } from 'node:fs/promises';

import { type ModerationPolicy } from '../contract/policy.js';
import { describeFileError } from '../errors/describe-file-error.js';
import { type SettingsFileKind } from '../errors/file-problem.js';
import { PolicyError, PolicyUnknownError } from '../errors/moderation-errors.js';
import { locateIssues, type ParsedSettings, parseSettings, validateSettings } from '../settings-file/parse-settings.js';
import { collectExamples, type ExampleFiles, readExampleFiles } from './examples/collect-examples.js';
import { rememberOrigin } from './policy-problem.js';
import { presetDocuments } from './presets.js';
import { resolvePolicy } from './resolve-policy.js';
import { type PolicyDocument, policyDocumentSchema, type PresetName, presetNames } from './schema/policy-schema.js';

const policyFile: SettingsFileKind = {
  noun: 'a policy',
  lengthAdvice: 'split its word lists',
  createError: (fileName, problems, cause) => new PolicyError(fileName, problems, { cause }),
};

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
  const settings = parseSettings(source, path, policyDocumentSchema, policyFile);
  return toPolicy(settings, path, await readExampleFiles(path, settings.content.categories, onFile));
}

/**
 * Creates a policy from the text of a file, YAML or JSON.
 * @param fileName Named in errors. Default `policy`.
 * @throws {PolicyError} that lists every problem with line and field.
 */
export function parsePolicy(source: string, fileName = 'policy'): ModerationPolicy {
  return toPolicy(parseSettings(source, fileName, policyDocumentSchema, policyFile), fileName);
}

/**
 * Creates a policy from an object of the same shape as a file.
 * @throws {PolicyError} that lists every problem with its field.
 */
export function definePolicy(document: PolicyDocument): ModerationPolicy {
  const fileName = `policy ${document.name}`;
  const yaml = { content: document, locate: () => ({}) };
  return toPolicy(validateSettings(yaml, fileName, policyDocumentSchema, policyFile), fileName);
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

/** Converts a document to a policy, with the texts of the files that were read for it. */
function toPolicy(
  { content: document, locate }: ParsedSettings<PolicyDocument>,
  fileName: string,
  files: ExampleFiles = new Map(),
): ModerationPolicy {
  const { examples, issues } = collectExamples(document.categories, files);
  if (issues.length > 0) throw new PolicyError(fileName, locateIssues(issues, locate));
  const preset = document.extends ?? 'balanced';
  const policy = resolvePolicy([presetDocuments.balanced, presetDocuments[preset], document], examples);
  rememberOrigin(policy, { fileName, locate });
  return policy;
}
