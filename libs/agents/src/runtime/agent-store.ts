import { BaseStore, type Item, type Operation, type OperationResults } from '@langchain/langgraph-checkpoint';
import { toWireObject } from '../protocol/to-wire.js';
import { type JsonObject, type StoreItemRecord, type StoreItemStorage } from '../contract/index.js';
import { type GraphModeration } from './moderation/index.js';

/** The long-term memory of one owner, as graphs use it. All that a graph saves is moderated. */
export class AgentStore extends BaseStore {
  readonly #owner: string;
  readonly #items: StoreItemStorage;
  readonly #moderation: GraphModeration;

  constructor(owner: string, items: StoreItemStorage, moderation: GraphModeration) {
    super();
    this.#owner = owner;
    this.#items = items;
    this.#moderation = moderation;
  }

  override async batch<Operations extends Operation[]>(operations: Operations): Promise<OperationResults<Operations>> {
    const results: unknown[] = [];
    for (const operation of operations) results.push(await this.#run(operation));
    return results as OperationResults<Operations>;
  }

  async #run(operation: Operation): Promise<unknown> {
    if ('value' in operation) return this.#put(operation.namespace, operation.key, operation.value);
    if ('key' in operation) {
      const found = await this.#items.find(this.#owner, operation.namespace, operation.key);
      return found === undefined ? null : toItem(found);
    }
    const page = { limit: operation.limit ?? 10, offset: operation.offset ?? 0 };
    if ('namespacePrefix' in operation) {
      const { namespacePrefix, filter, query } = operation;
      const asked = { owner: this.#owner, namespacePrefix, filter: filter as JsonObject | undefined, query };
      return (await this.#items.search(asked, page)).map(toItem);
    }
    const { matchConditions = [], maxDepth } = operation;
    const findPath = (type: string): readonly string[] | undefined =>
      matchConditions.find(({ matchType }) => matchType === type)?.path;
    const filter = { prefix: findPath('prefix'), suffix: findPath('suffix'), maxDepth };
    return this.#items.listNamespaces(this.#owner, filter, page);
  }

  async #put(namespace: string[], key: string, value: Record<string, unknown> | null): Promise<void> {
    if (value === null) {
      await this.#items.delete(this.#owner, namespace, key);
      return;
    }
    const named = (await this.#moderation.moderate({ namespace, key, value: toWireObject(value) }, 'store')) as {
      readonly namespace: readonly string[];
      readonly key: string;
      readonly value: JsonObject;
    };
    await this.#items.put({ owner: this.#owner, ...named });
  }
}

function toItem({ namespace, key, value, createdAt, updatedAt }: StoreItemRecord): Item {
  return { namespace: [...namespace], key, value, createdAt, updatedAt };
}
