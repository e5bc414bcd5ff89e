import { type z } from 'zod';

import { describeIssue } from '../errors/describe-issue.js';
import { type FileProblem, type SettingsFileKind } from '../errors/file-problem.js';
import { type FieldIssue, toFieldIssues } from './field-issues.js';
import { parseYaml, type YamlDocument } from './yaml-document.js';

/** The most characters of a settings file: a longer one is refused before it is parsed. */
const maximumFileCharacters = 2_000_000;

/** The validated content of a settings file, and the positions of its fields. */
export interface ParsedSettings<Content> {
  readonly content: Content;
  readonly locate: YamlDocument['locate'];
}

/**
 * Parses the text of a settings file, YAML or JSON, and validates it.
 * @throws {Error} of the kind of file, that lists every problem with line and field.
 */
export function parseSettings<Schema extends z.ZodType>(
  source: string,
  fileName: string,
  schema: Schema,
  kind: SettingsFileKind,
): ParsedSettings<z.output<Schema>> {
  if (source.length > maximumFileCharacters) {
    const message = `is longer than ${maximumFileCharacters} characters; ${kind.lengthAdvice}`;
    throw kind.createError(fileName, [{ field: '', message }]);
  }
  return validateSettings(parseYaml(source, fileName, kind), fileName, schema, kind);
}

/** Validates the content of a settings file. @throws {Error} of the kind of file. */
export function validateSettings<Schema extends z.ZodType>(
  { content, locate }: YamlDocument,
  fileName: string,
  schema: Schema,
  kind: SettingsFileKind,
): ParsedSettings<z.output<Schema>> {
  const parsed = schema.safeParse(content, { error: describeIssue });
  if (parsed.success) return { content: parsed.data, locate };
  const issues = parsed.error.issues.flatMap((issue) => toFieldIssues(issue, kind.noun));
  throw kind.createError(fileName, locateIssues(issues, locate), parsed.error);
}

/** Adds the positions of their fields to issues. */
export function locateIssues(issues: readonly FieldIssue[], locate: YamlDocument['locate']): readonly FileProblem[] {
  return issues.map(({ path, message }) => ({ field: path.map(String).join('.'), message, ...locate(path) }));
}
