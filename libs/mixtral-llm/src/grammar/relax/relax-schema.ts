import { UnsupportedSchemaError } from '../../errors/index.js';
import { hasWorkBudget, maximumWork, WorkSpentError, withWorkBudget } from '../limits/work-budget.js';
import { isObject, type JsonSchema, type Keywords } from '../schema/json-schema.js';
import { readSchema } from './read-schema.js';
import { relaxKeywords } from './relax-keywords.js';
import { type MutableSchema, removeBounds, widenAt } from './widen-at.js';

/** A schema whose grammar can be built. Every value that satisfies the given schema satisfies it. */
export interface RelaxedSchema {
  readonly schema: JsonSchema;
  /** Locations in the given schema that the grammar does not enforce, JSON pointers. Empty if it enforces all. */
  readonly places: readonly string[];
}

interface RelaxOptions {
  /** Builds the grammar. @throws {UnsupportedSchemaError} */
  readonly build: (schema: JsonSchema) => unknown;
  /** The schema that always has a grammar, and that all values satisfy which are asked for. */
  readonly widest: JsonSchema;
  /** Work for all attempts together, in steps. Default: that of one grammar. */
  readonly work?: number | undefined;
}

/** Limit of places that are widened one by one, as the builder refuses them. */
const maximumAttempts = 64;

/**
 * Widens a schema until its grammar can be built. A schema that needs nothing is returned as it is.
 *
 * First the keywords go that no grammar can enforce, then whatever the builder refuses, place by place. If it refuses the whole, the
 * bounds of all values go, and at last everything but the type.
 */
export function relaxSchema(schema: JsonSchema, { build, widest, work = maximumWork }: RelaxOptions): RelaxedSchema {
  const places = new Set<string>();
  const relaxed = withinWork(work, () => {
    if (tryBuild(build, schema) === undefined) return schema;
    return widen(schema, build, places);
  });
  if (relaxed !== undefined) return { schema: relaxed, places: [...places] };
  return { schema: widest, places: [''] };
}

/** Returns undefined when nothing but the widest schema is left, or the work is spent. */
function widen(schema: JsonSchema, build: RelaxOptions['build'], places: Set<string>): JsonSchema | undefined {
  const read = readSchema(schema);
  for (const place of read.dropped) places.add(place);
  const sources = new WeakMap<object, object>();
  const relaxed = relaxKeywords(
    read.schema,
    (source, keyword) => places.add(read.toLocation(source, keyword)),
    (copy, source) => sources.set(copy, source),
  );
  if (!isObject(relaxed)) return tryBuild(build, relaxed) === undefined ? relaxed : undefined;
  let hasBounds = true;
  for (let attempt = 0; attempt < maximumAttempts; attempt++) {
    const refusal = tryBuild(build, relaxed);
    if (refusal === undefined) return relaxed;
    if (refusal.pointer === '' && hasBounds) {
      // The whole is too large, or bounds exclude each other.
      removeBounds(relaxed);
      hasBounds = false;
      places.add('');
      continue;
    }
    const widened = widenAt(relaxed as MutableSchema, refusal.pointer);
    if (widened === undefined) return undefined;
    places.add(read.toLocation(sources.get(widened.schema) ?? {}, widened.keyword));
  }
  return undefined;
}

function tryBuild(build: RelaxOptions['build'], schema: JsonSchema | Keywords): UnsupportedSchemaError | undefined {
  try {
    build(schema);
    return undefined;
  } catch (error) {
    if (UnsupportedSchemaError.isInstance(error)) return error;
    throw error;
  }
}

/** Runs a step within a budget. Returns undefined when it is spent. @throws {WorkSpentError} for a budget around it */
function withinWork<Result>(work: number, step: () => Result): Result | undefined {
  if (hasWorkBudget()) return step();
  try {
    return withWorkBudget(work, step);
  } catch (error) {
    if (error instanceof WorkSpentError) return undefined;
    throw error;
  }
}
