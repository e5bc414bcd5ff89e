import { z } from 'zod';

/** The most grants that a thread remembers. A forgotten one only asks again. */
const maximumGrants = 1_000;

/** Describes calls that may run, each by its id, with the fingerprint of its name and arguments. */
export const grantsSchema = z.record(z.string(), z.string());

/** The calls that may run, after the rules or a person allowed them. */
export type Grants = z.infer<typeof grantsSchema>;

/** Joins grants. */
export function mergeGrants(first: Grants, second: Grants): Grants {
  return Object.fromEntries(Object.entries({ ...first, ...second }).slice(-maximumGrants));
}
