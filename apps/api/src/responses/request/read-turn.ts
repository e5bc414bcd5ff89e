import { OpenAiError } from '../../errors/openai-error.js';
import { type StorageHost, type StoredHistory, type StoredItem } from '../../storage/index.js';
import { type InputItem, type NewItem } from '../items/item.schema.js';
import { type Item } from '../items/item.js';
import { fromStoredItem, type PlacedItem } from '../items/to-chat-messages.js';
import { type ResponsesRequest } from './responses.schema.js';

/** The items of a turn, and of those before it. */
export interface TurnItems {
  readonly history: readonly PlacedItem[];
  readonly input: readonly PlacedItem[];
}

/** Reads the conversation of a request: its own input, and what it names in the storage. */
export class TurnReader {
  readonly #host: StorageHost;

  constructor(host: StorageHost) {
    this.#host = host;
  }

  /** @throws OpenAiError 400 or 404 for a record that is not there, is not finished, or is too long */
  async read(body: ResponsesRequest, owner: string): Promise<TurnItems> {
    return { history: await this.#readHistory(body, owner), input: await this.#readInput(body, owner) };
  }

  async #readHistory(
    { previous_response_id: previous, conversation }: ResponsesRequest,
    owner: string,
  ): Promise<PlacedItem[]> {
    if (previous) {
      const { responses } = this.#host.require('previous_response_id');
      const history = await responses.readHistory(owner, previous, this.#host.historyLimits);
      return toPlaced(unwrap(history, 'previous_response_id', previousMissing(previous)), 'previous_response_id');
    }
    if (!conversation) return [];
    const { conversations } = this.#host.require('conversation');
    const history = await conversations.readHistory(owner, conversation, this.#host.historyLimits);
    return toPlaced(unwrap(history, 'conversation', createConversationError), 'conversation');
  }

  async #readInput({ input }: ResponsesRequest, owner: string): Promise<PlacedItem[]> {
    if (!input) return [];
    if (typeof input === 'string') {
      const item: NewItem = { type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] };
      return [{ item, path: 'input', isText: true }];
    }
    const referenced = await this.#findReferenced(input, owner);
    const placed = input.map((item, index) => ({ item, path: `input[${index}]` }));
    return placed.map(({ item, path }) => ({
      item: item.type === 'item_reference' ? fromStoredItem(referenced.next().value as Item) : item,
      path,
    }));
  }

  /** Finds the items that are only named, in order. */
  async #findReferenced(input: readonly InputItem[], owner: string): Promise<IterableIterator<StoredItem>> {
    const references = input.flatMap((item, index) => (item.type === 'item_reference' ? { id: item.id, index } : []));
    const [first] = references;
    if (!first) return [].values();
    const { responses } = this.#host.require(`input[${first.index}]`);
    const ids = references.map(({ id }) => id);
    const found = await responses.findItems(owner, ids, this.#host.historyLimits);
    const toError = (id: string): OpenAiError => {
      const index = references.find((reference) => reference.id === id)?.index;
      return new OpenAiError('item_not_found', {
        param: `input[${index}].id`,
        message: `There is no item ${quote(id)}: its response was not stored, was deleted, or is another key's. Send the item itself.`,
      });
    };
    return unwrap(found, `input[${first.index}]`, toError).values();
  }
}

/** Creates the error for a conversation that is not there. */
export function createConversationError(id: string): OpenAiError {
  return new OpenAiError('conversation_not_found', {
    message: `There is no conversation ${quote(id)}: it was deleted, its time was over, or it is another key's.`,
  });
}

/** Creates the error for a conversation that can take no more items. */
export function createFullError(id: string): OpenAiError {
  return new OpenAiError('conversation_full', {
    message: `The conversation ${quote(id)} is as large as everything that one key may keep. Begin a new one.`,
  });
}

/** Writes an id into a message. */
export function quote(id: string): string {
  return JSON.stringify(id.slice(0, 100));
}

function previousMissing(previous: string): (id: string) => OpenAiError {
  return (id) =>
    new OpenAiError('previous_response_not_found', {
      param: 'previous_response_id',
      message:
        id === previous
          ? `There is no response ${quote(id)}: it was not stored, was deleted, its time was over, or it is another key's. Send the whole conversation.`
          : `The response ${quote(id)}, on which this one builds, is not there any more. Send the whole conversation.`,
    });
}

/** @throws OpenAiError for a history that cannot be used */
function unwrap(history: StoredHistory, param: string, toError: (id: string) => OpenAiError): readonly StoredItem[] {
  switch (history.outcome) {
    case 'found':
      return history.items;
    case 'missing':
      throw toError(history.id);
    case 'unfinished':
      throw new OpenAiError('invalid_value', {
        param,
        message: `The response ${quote(history.id)} is not finished. Wait for its end, or cancel it.`,
      });
    case 'too-long':
      throw new OpenAiError('context_length_exceeded', {
        param,
        message: 'The stored conversation is longer than a request may be. Begin a new one.',
      });
  }
}

function toPlaced(items: readonly StoredItem[], path: string): PlacedItem[] {
  return items.map((item, index) => ({ item: fromStoredItem(item as Item), path: `${path}[${index}]` }));
}
