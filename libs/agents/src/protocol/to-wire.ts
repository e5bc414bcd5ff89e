import { isBaseMessage } from '@langchain/core/messages';
import { Command, isCommand, Send } from '@langchain/langgraph';
import { type JsonObject, type JsonValue } from '../contract/index.js';

/** Converts a value of a graph to JSON, with messages in the form that LangGraph's clients read. */
export function toWire(value: unknown): JsonValue {
  const text = JSON.stringify(value, function (this: unknown, key: string, written: unknown): unknown {
    // `written` is the result of `toJSON`, which gives a message in the form of LangChain's serializer.
    const raw = (this as Readonly<Record<string, unknown>>)[key];
    if (isBaseMessage(raw)) {
      const { type, data } = raw.toDict();
      return { ...data, type };
    }
    if (raw instanceof Map) return Object.fromEntries(raw);
    if (raw instanceof Set) return [...raw];
    if (raw instanceof Error) return { error: raw.name, message: raw.message };
    return typeof raw === 'bigint' ? raw.toString() : written;
  }) as string | undefined;
  return text === undefined ? null : (JSON.parse(text) as JsonValue);
}

/** Converts a value that is an object to JSON. Any other value becomes an empty object. */
export function toWireObject(value: unknown): JsonObject {
  const wire = toWire(value);
  return isJsonObject(wire) ? wire : {};
}

/** Checks whether a JSON value is an object. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Converts a command of LangGraph's protocol to one of the library. */
export function fromWireCommand({ resume, update, goto }: JsonObject): Command {
  const targets = goto === undefined || goto === null ? undefined : Array.isArray(goto) ? goto : [goto];
  const fields = {
    resume,
    update: update ?? undefined,
    goto: targets?.map((target: JsonValue) =>
      isJsonObject(target) ? new Send(String(target['node']), target['input'] ?? null) : String(target),
    ),
  };
  return new Command(Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined)));
}

/** Converts a command of the library to one of LangGraph's protocol. */
export function toWireCommand(command: unknown): JsonObject {
  if (!isCommand(command)) return {};
  const { resume, update, goto } = command;
  const targets = goto === undefined ? [] : Array.isArray(goto) ? goto : [goto];
  return toWireObject({
    resume,
    update,
    ...(targets.length === 0
      ? {}
      : {
          goto: targets.map((target) => (target instanceof Send ? { node: target.node, input: target.args } : target)),
        }),
  });
}
