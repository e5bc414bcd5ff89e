import { type RelaxedPart } from '../grammar/index.js';
import { SchemaValidator, type Validity } from './schema-validator.js';

/** Holds the validators for the parts of an answer whose grammar does not enforce their whole schema. */
export interface AnswerChecks {
  /** By the name of the tool. */
  readonly tools: ReadonlyMap<string, SchemaValidator>;
  /** Undefined if the text has no schema, or its grammar enforces it. */
  readonly text: SchemaValidator | undefined;
  readonly relaxed: readonly RelaxedPart[];
}

/** Reports whether an answer satisfies the schemas of its request, beyond what its grammar enforces. */
export interface SchemaReport {
  /** The worst of all parts. */
  readonly status: Validity['status'];
  /** Schemas that were checked afterwards, and the places that the grammar does not enforce. */
  readonly relaxed: readonly RelaxedPart[];
  /** Parts of the answer that do not satisfy their schema, or could not be checked. */
  readonly failures: readonly SchemaFailure[];
}

/** Names a part of an answer that does not satisfy its schema. */
export interface SchemaFailure {
  readonly status: 'unmet' | 'unchecked';
  /** Id and tool of the call; undefined for the answer's text. */
  readonly callId?: string | undefined;
  readonly tool?: string | undefined;
  /** The keyword of the schema, such as `uniqueItems`. It holds no text of the answer. */
  readonly keyword?: string | undefined;
}

/** Creates the checks that relaxed schemas need; undefined if the grammar enforces all schemas. */
export function toAnswerChecks(
  relaxed: readonly RelaxedPart[],
  { tools, answer }: { readonly tools: readonly { name: string; parameters?: unknown }[]; readonly answer?: unknown },
): AnswerChecks | undefined {
  if (relaxed.length === 0) return undefined;
  const names = new Set(relaxed.map(({ tool }) => tool));
  const checked = tools.filter(({ name }) => names.has(name));
  return {
    tools: new Map(checked.map(({ name, parameters }) => [name, new SchemaValidator(parameters)])),
    text: names.has(undefined) ? new SchemaValidator(answer) : undefined,
    relaxed,
  };
}
