import { type OutputUnit, type Schema, validate, dereference } from '@cfworker/json-schema';
import { readSchema } from '../grammar/index.js';
import { OutOfTimeError, runWithinTime } from './within-time.js';

/** Tells whether a value satisfies a schema. `unchecked` is a schema that could not be checked to its end in time. */
export type Validity =
  | { readonly status: 'met' }
  | { readonly status: 'unmet'; readonly keyword: string }
  | { readonly status: 'unchecked' };

/**
 * Processor time for one value, in milliseconds. Patterns of a request may backtrack without end, and its alternatives may double
 * with each level. Nothing else runs meanwhile.
 */
const timeLimit = 50;

/** Processor time to prepare a schema, in milliseconds. It is linear in the schema: about 20 ms for 1,000 properties on a slow machine. */
const preparationLimit = 200;

/** Limit of attempts on a machine so busy that the time passes without work. */
const maximumAttempts = 5;

/** A schema with all its parts by their addresses. */
interface PreparedSchema {
  readonly schema: Schema | boolean;
  readonly lookup: Record<string, Schema | boolean>;
}

/** Checks values against a schema of any draft, as it came with a request. */
export class SchemaValidator {
  readonly #given: unknown;
  #prepared: PreparedSchema | undefined;
  #isTooSlow = false;

  constructor(schema: unknown) {
    this.#given = schema;
  }

  /** Checks a value. Formats count, as far as they are known. */
  validate(value: unknown): Validity {
    // A schema that took too long once is not tried again.
    if (this.#isTooSlow) return { status: 'unchecked' };
    try {
      return this.#validateInTime(value);
    } catch {
      // Out of time, or references that lead back to themselves until the stack is full.
      this.#isTooSlow = true;
      return { status: 'unchecked' };
    }
  }

  #validateInTime(value: unknown): Validity {
    this.#prepared ??= runWithinProcessorTime(preparationLimit, () => prepare(this.#given));
    const { schema, lookup } = this.#prepared;
    const { valid, errors } = runWithinProcessorTime(timeLimit, () => validate(value, schema, '2020-12', lookup, true));
    return valid ? { status: 'met' } : { status: 'unmet', keyword: findKeyword(errors) };
  }
}

/** Runs a step until it has had its time of the processor. On a busy machine, time passes without work: then it begins again. */
function runWithinProcessorTime<Result>(milliseconds: number, step: () => Result): Result {
  const before = process.cpuUsage();
  for (let attempt = 1; ; attempt++) {
    try {
      return runWithinTime(milliseconds, step);
    } catch (error) {
      const { user, system } = process.cpuUsage(before);
      const hasWorked = (user + system) / 1000 >= milliseconds;
      if (!(error instanceof OutOfTimeError) || hasWorked || attempt >= maximumAttempts) throw error;
    }
  }
}

function prepare(given: unknown): PreparedSchema {
  const schema = readSchema(given).schema as Schema | boolean;
  return { schema, lookup: typeof schema === 'boolean' ? {} : dereference(schema) };
}

/** Finds the keyword that is not satisfied. The innermost error is the last: those around it only say that one is within. */
function findKeyword(errors: readonly OutputUnit[]): string {
  return errors.at(-1)?.keyword ?? 'false';
}
