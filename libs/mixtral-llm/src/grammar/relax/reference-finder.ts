import { spendWork } from '../limits/work-budget.js';
import { isObject, pointerTo } from '../schema/json-schema.js';

/** A part of a document, and its location: a JSON pointer. */
interface ReferredPart {
  readonly value: unknown;
  readonly location: string;
}

/** Limit of values in each other. Deeper ones cannot be referred to by name. */
const maximumDepth = 256;

/** Finds the parts of a document that references name: by pointer, by anchor, or by the id of an embedded schema. */
export class ReferenceFinder {
  readonly #root: unknown;
  /** Parts by the reference that names them, collected when a reference first needs them. */
  #named: Map<string, ReferredPart> | undefined;

  constructor(root: unknown) {
    this.#root = root;
  }

  /** Finds a schema. Undefined for a reference that leads out of the document, or to no schema. */
  find(reference: unknown): ReferredPart | undefined {
    if (typeof reference !== 'string') return undefined;
    const local = this.#toLocal(reference);
    const part = /^#(?:\/|$)/.test(local) ? this.#findByPointer(local.slice(1)) : this.#findByName(local);
    return part && (isObject(part.value) || typeof part.value === 'boolean') ? part : undefined;
  }

  /** Removes the id of the document from a reference. */
  #toLocal(reference: string): string {
    if (!isObject(this.#root)) return reference;
    const id = this.#root['$id'] ?? this.#root['id'];
    if (typeof id !== 'string') return reference;
    const base = id.replace(/#.*$/s, '');
    if (base === '' || !reference.startsWith(base)) return reference;
    const rest = reference.slice(base.length);
    return rest === '' || rest.startsWith('#') ? `#${rest.slice(1)}` : reference;
  }

  #findByPointer(pointer: string): ReferredPart | undefined {
    const steps = decode(pointer)
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    spendWork(steps.length);
    let value: unknown = this.#root;
    for (const step of steps) {
      const isHolder = isObject(value) || Array.isArray(value);
      if (!isHolder || !Object.hasOwn(value as object, step)) return undefined;
      value = (value as Record<string, unknown>)[step];
    }
    return { value, location: pointerTo('', ...steps) };
  }

  #findByName(reference: string): ReferredPart | undefined {
    if (this.#named === undefined) {
      this.#named = new Map();
      this.#collectNames(this.#root, '', 0, this.#named);
    }
    return this.#named.get(reference);
  }

  #collectNames(value: unknown, location: string, depth: number, named: Map<string, ReferredPart>): void {
    spendWork(1);
    if (typeof value !== 'object' || value === null || depth > maximumDepth) return;
    if (isObject(value)) {
      const { $id, id, $anchor, $dynamicAnchor } = value;
      const anchors = [$anchor, $dynamicAnchor].flatMap((anchor) => (typeof anchor === 'string' ? [`#${anchor}`] : []));
      const ids = [$id, id].filter((one) => typeof one === 'string');
      for (const name of [...anchors, ...ids]) if (!named.has(name)) named.set(name, { value, location });
    }
    for (const [key, item] of Object.entries(value)) {
      // A pointer is only written for holders: most values are none.
      if (typeof item === 'object') this.#collectNames(item, pointerTo(location, key), depth + 1, named);
    }
  }
}

function decode(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}
