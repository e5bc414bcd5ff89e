import { Serializable } from '@langchain/core/load/serializable';

type Fields = Readonly<Record<string, unknown>>;

/** The field by which LangChain's serializer knows its own records. */
const recordMark = 'lc';
const inertMark = 'lc_';
/** The field in which LangChain wraps such an object. Its content is made inert here, so the wrapper would only pile up. */
const escapeMark = '__lc_escaped__';

/**
 * Renames the mark of LangChain's serializer in plain objects of a state, where a caller or a model wrote it. Reading the state would
 * otherwise build an object out of each of them, or fail for ever.
 */
export function toInertState(value: unknown, parents: ReadonlySet<unknown> = new Set()): unknown {
  // LangChain's serializer cuts circles.
  if (typeof value !== 'object' || value === null || parents.has(value)) return value;
  const inside = new Set([...parents, value]);
  if (Array.isArray(value)) return value.map((item: unknown) => toInertState(item, inside));
  if (value instanceof Serializable) {
    const record = value.toJSON();
    return 'kwargs' in record ? { ...record, kwargs: toInertState(record.kwargs, inside) } : record;
  }
  if (!isPlain(value)) return value;
  if (escapeMark in value) return toInertState(value[escapeMark], inside);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name === recordMark ? inertMark : name, toInertState(item, inside)]),
  );
}

function isPlain(value: object): value is Fields {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
