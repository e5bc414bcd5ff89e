import { type CategoryExamples } from '../../contract/policy.js';
import { extensionCategories, isOpenAiCategory } from '../../contract/category.js';
import { type FieldPath } from '../../errors/file-problem.js';
import { type FieldIssue } from '../../settings-file/field-issues.js';
import { type PolicyDocument } from '../schema/policy-schema.js';

/** The fields that hold the texts of a category. */
export const exampleFields = ['examples', 'counterExamples'] as const;

/** The name of a field that holds the texts of a category. */
export type ExampleField = (typeof exampleFields)[number];

/** Where a text stands: its field, and its line where it is of a file. */
export interface TextPlace {
  readonly path: FieldPath;
  /** For example `topics/refunds.txt:12`. Undefined for a text in the policy itself. */
  readonly line?: string | undefined;
}

/** The texts of a field, and the place of each. */
export interface PlacedTexts {
  readonly texts: readonly string[];
  readonly places: readonly TextPlace[];
}

/** Bounds on all examples of a policy: its texts are encoded before it is in force. */
const maximumCategories = 20;
const maximumTexts = 2_000;

const ownCategories: ReadonlySet<string> = new Set(extensionCategories);

/** Lists the problems with the categories that have examples, and their number. */
export function checkLearnedCategories(categories: NonNullable<PolicyDocument['categories']>): readonly FieldIssue[] {
  const learned = Object.entries(categories).filter(([, { examples, counterExamples }]) => examples ?? counterExamples);
  const issues = learned.flatMap(([name, { examples }]): FieldIssue[] => {
    if (isOpenAiCategory(name) || ownCategories.has(name)) {
      const message =
        'is a category of this library, and examples define one of your own: give it another name, such as x/my-topic';
      return [{ path: ['categories', name], message }];
    }
    if (examples !== undefined) return [];
    return [{ path: ['categories', name, 'counterExamples'], message: 'need examples beside them' }];
  });
  if (learned.length <= maximumCategories) return issues;
  const message = `have examples for ${learned.length} categories, and may have them for ${maximumCategories}`;
  return [...issues, { path: ['categories'], message }];
}

/** Lists the texts that a category has twice, and those that are examples and counter-examples at once. */
export function checkTexts(fields: Readonly<Record<ExampleField, PlacedTexts>>): readonly FieldIssue[] {
  const known = new Map<string, { readonly field: ExampleField; readonly where: string }>();
  return exampleFields.flatMap((field) =>
    fields[field].texts.flatMap((text, index): FieldIssue[] => {
      const place = fields[field].places[index] ?? { path: [] };
      const where = place.line ?? `${field}.${index}`;
      const key = toComparable(text);
      const first = known.get(key);
      if (first === undefined) {
        known.set(key, { field, where });
        return [];
      }
      const problem =
        first.field === field
          ? `is the same text as ${first.where}; remove one of them`
          : `is the same text as the example ${first.where}; a text cannot be both`;
      return [{ path: place.path, message: place.line === undefined ? problem : `${place.line} ${problem}` }];
    }),
  );
}

/** Lists a problem when a policy has too many texts in all. */
export function checkTotal(examples: Readonly<Record<string, CategoryExamples>>): readonly FieldIssue[] {
  const total = Object.values(examples).reduce((sum, one) => sum + one.examples.length + one.counterExamples.length, 0);
  if (total <= maximumTexts) return [];
  return [{ path: ['categories'], message: `have ${total} examples in all, and may have ${maximumTexts}` }];
}

/** Texts that differ only in case, spaces or compatible characters are the same. */
function toComparable(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}
