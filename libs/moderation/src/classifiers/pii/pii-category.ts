import { type Category } from '../../contract/category.js';

/** The parts of `x/pii`, by the labels of their placeholders. */
const categoryByLabel: Readonly<Record<string, Category>> = {
  EMAIL: 'x/pii/email',
  PHONE: 'x/pii/phone',
  CARD: 'x/pii/card',
  IBAN: 'x/pii/iban',
  IP_ADDRESS: 'x/pii/ip-address',
};

/** Names the category of personal data by its label. Every label without a category of its own is a number of a person. */
export function toPiiCategory(label: string): Category {
  return categoryByLabel[label] ?? 'x/pii/national-id';
}

/** The categories of the classifier: personal data as a whole, and its parts. */
export const piiCategories: readonly Category[] = ['x/pii', ...Object.values(categoryByLabel), 'x/pii/national-id'];
