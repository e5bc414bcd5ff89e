import { type JsonValue } from '../../contract/index.js';
import { isJsonObject } from '../to-wire.js';

/** Finds the namespace of the step in which a tool runs. LangGraph's stream gives only that of its graph. */
export class ToolNamespaces {
  /** The steps under way, by their namespaces. */
  readonly #tasks = new Map<string, { readonly parent: string; readonly input: string }>();

  /** Takes an event of the mode `tasks`: a step that begins or ends. */
  push(namespace: readonly string[], data: JsonValue): void {
    if (!isJsonObject(data)) return;
    const parent = namespace.join('|');
    const own = [...namespace, `${data['name']}:${data['id']}`].join('|');
    if ('input' in data) this.#tasks.set(own, { parent, input: JSON.stringify(data['input']) });
    else this.#tasks.delete(own);
  }

  /** Finds the step that was given a call. The namespace of its graph, when there is none. */
  find(namespace: readonly string[], callId: JsonValue | undefined): readonly string[] {
    const parent = namespace.join('|');
    const id = JSON.stringify(callId ?? null);
    for (const [own, task] of this.#tasks) {
      if (task.parent === parent && task.input.includes(id)) return own.split('|');
    }
    return namespace;
  }
}
