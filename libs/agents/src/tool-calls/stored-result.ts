import { type BaseMessage, ToolMessage } from '@langchain/core/messages';
import { Command, isCommand } from '@langchain/langgraph';
import { JsonPlusSerializer } from '@langchain/langgraph-checkpoint';

/** The end of an attempt, as the ledger keeps it. */
export type AttemptEnd =
  /** The tool has ended, with this result. */
  | { readonly kind: 'result'; readonly result: ToolMessage | Command }
  /** The tool has asked a person. It runs again with their answer. */
  | { readonly kind: 'paused' }
  /** A person wants it to run again. */
  | { readonly kind: 'retried' };

const serializer = new JsonPlusSerializer();

/** Converts the end of an attempt to text. */
export async function writeAttemptEnd(end: AttemptEnd): Promise<string> {
  if (end.kind !== 'result') return JSON.stringify({ kind: end.kind });
  const { result } = end;
  const value = isCommand(result)
    ? { graph: result.graph, goto: result.goto, resume: result.resume, update: toPairs(result.update) }
    : { message: result };
  const [type, bytes] = await serializer.dumpsTyped(value);
  return JSON.stringify({ kind: 'result', type, value: Buffer.from(bytes).toString('utf8') });
}

/** Reads the end of an attempt. @throws {TypeError} for a text that is none */
export async function readAttemptEnd(text: string): Promise<AttemptEnd> {
  const { kind, type, value } = JSON.parse(text) as {
    readonly kind?: unknown;
    readonly type?: unknown;
    readonly value?: unknown;
  };
  if (kind === 'paused' || kind === 'retried') return { kind };
  if (kind !== 'result' || type !== 'json' || typeof value !== 'string') {
    throw new TypeError('The record of a call holds no end of an attempt.');
  }
  const read = (await serializer.loadsTyped(type, value)) as {
    readonly message?: BaseMessage;
    readonly graph?: string;
    readonly goto?: Command['goto'];
    readonly resume?: unknown;
    readonly update?: [string, unknown][];
  };
  if (read.message === undefined)
    return { kind, result: new Command(read as ConstructorParameters<typeof Command>[0]) };
  if (!ToolMessage.isInstance(read.message)) throw new TypeError('The record of a call holds no result of a tool.');
  return { kind, result: read.message };
}

function toPairs(update: Command['update']): [string, unknown][] {
  return Array.isArray(update) ? update : Object.entries(update ?? {});
}
