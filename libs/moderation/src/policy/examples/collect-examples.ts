import { type CategoryExamples, type ModerationPolicy } from '../../contract/policy.js';
import { counterExampleTexts, exampleTexts } from '../schema/examples-schema.js';
import { type FieldIssue } from '../../settings-file/field-issues.js';
import { type PolicyDocument } from '../schema/policy-schema.js';
import {
  checkLearnedCategories,
  checkTexts,
  checkTotal,
  type ExampleField,
  exampleFields,
  type PlacedTexts,
} from './check-examples.js';
import { type ExampleFileResult, readExampleFile, resolveExamplePath } from './example-file.js';

type Categories = NonNullable<PolicyDocument['categories']>;

/** The files of a policy's examples that were read, by their field. */
export type ExampleFiles = ReadonlyMap<string, ExampleFileResult>;

/** The examples of a policy by category, and the problems with them. */
interface CollectedExamples {
  readonly examples: ModerationPolicy['examples'];
  readonly issues: readonly FieldIssue[];
}

/**
 * Reads the files in which a policy has examples.
 * @param onFile is called with the path of each file before it is read
 */
export async function readExampleFiles(
  policyPath: string,
  categories: Categories = {},
  onFile: (path: string) => void,
): Promise<ExampleFiles> {
  const files = new Map<string, ExampleFileResult>();
  for (const [category, rule] of Object.entries(categories)) {
    for (const field of exampleFields) {
      const path = rule[field];
      if (typeof path !== 'string') continue;
      onFile(resolveExamplePath(policyPath, path));
      const schema = field === 'examples' ? exampleTexts : counterExampleTexts;
      files.set(toKey(category, field), await readExampleFile(policyPath, path, schema));
    }
  }
  return files;
}

/** Collects the examples of a policy, from its fields and from the files that were read for it. */
export function collectExamples(categories: Categories = {}, files: ExampleFiles): CollectedExamples {
  const issues = [...checkLearnedCategories(categories)];
  const examples: Record<string, CategoryExamples> = {};
  for (const [category, rule] of Object.entries(categories)) {
    if (rule.examples === undefined) continue;
    const read = (field: ExampleField): PlacedTexts => {
      const placed = placeTexts(category, field, rule[field] ?? [], files);
      if (!('message' in placed)) return placed;
      issues.push(placed);
      return { texts: [], places: [] };
    };
    const fields = { examples: read('examples'), counterExamples: read('counterExamples') };
    issues.push(...checkTexts(fields));
    examples[category] = { examples: fields.examples.texts, counterExamples: fields.counterExamples.texts };
  }
  issues.push(...checkTotal(examples));
  return { examples, issues };
}

function placeTexts(
  category: string,
  field: ExampleField,
  value: readonly string[] | string,
  files: ExampleFiles,
): PlacedTexts | FieldIssue {
  const path = ['categories', category, field];
  if (typeof value !== 'string') return { texts: value, places: value.map((_, index) => ({ path: [...path, index] })) };
  const file = files.get(toKey(category, field));
  if (file === undefined) {
    const message =
      'is the path of a file, which only loadPolicy reads; load the policy with it, or write a list of texts';
    return { path, message };
  }
  if (file.problem !== undefined) return { path, message: file.problem };
  return {
    texts: file.texts.map(({ text }) => text),
    places: file.texts.map(({ line }) => ({ path, line: `${value}:${line}` })),
  };
}

function toKey(category: string, field: ExampleField): string {
  return `${category} ${field}`;
}
