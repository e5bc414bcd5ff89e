import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Response } from 'express';
import { toBodyPath } from '../completions/chat/moderation/message-sources.js';
import { type ErrorFormLocals } from '../errors/error-form.js';
import { OpenAiError } from '../errors/openai-error.js';
import { type Caller } from '../http/caller.js';
import { InputModeration } from '../moderation/moderate-input.js';
import { type Item } from '../responses/items/item.js';
import { type NewItem } from '../responses/items/item.schema.js';
import { moderateItems } from '../responses/items/moderate-items.js';
import { type PlacedItem, toChatMessages } from '../responses/items/to-chat-messages.js';
import { createConversationError, createFullError, quote } from '../responses/request/read-turn.js';
import { type ConversationStorage, type ItemPage, type PageRequest, StorageHost } from '../storage/index.js';

type Metadata = Readonly<Record<string, string>>;

/** A conversation as clients see it. */
export interface PresentedConversation {
  readonly id: string;
  readonly object: 'conversation';
  /** Unix seconds. */
  readonly created_at: number;
  readonly metadata: Metadata;
}

type HttpResponse = Response<unknown, ErrorFormLocals>;

/** Keeps conversations, to which responses add their turns. It stores only what the moderator approved. */
@Injectable()
export class ConversationsService {
  readonly #host: StorageHost;

  constructor(host: StorageHost) {
    this.#host = host;
  }

  /** @throws OpenAiError 400 `content_filter` for a text that is blocked */
  async create(
    items: readonly NewItem[],
    metadata: Metadata,
    caller: Caller,
    response: HttpResponse,
  ): Promise<PresentedConversation> {
    const storage = this.#storage;
    const [moderated, labels] = await Promise.all([
      this.#moderate(items, caller, response),
      moderateMetadata(metadata, caller),
    ]);
    const conversation: PresentedConversation = {
      id: `conv_${randomBytes(24).toString('hex')}`,
      object: 'conversation',
      created_at: Math.floor(Date.now() / 1000),
      metadata: labels,
    };
    await storage.create({ id: conversation.id, owner: caller.owner, body: conversation }, moderated);
    return conversation;
  }

  /** @throws OpenAiError 404 for a conversation that is not there */
  async find(id: string, { owner }: Pick<Caller, 'owner'>): Promise<PresentedConversation> {
    const found = await this.#storage.find(owner, id);
    if (!found) throw createConversationError(id);
    return found.body as PresentedConversation;
  }

  /** Replaces the labels. @throws OpenAiError 404 for a conversation that is not there, 400 for labels that are blocked */
  async update(id: string, metadata: Metadata, caller: Caller): Promise<PresentedConversation> {
    const changed = { ...(await this.find(id, caller)), metadata: await moderateMetadata(metadata, caller) };
    if (!(await this.#storage.update({ id, owner: caller.owner, body: changed }))) throw createConversationError(id);
    return changed;
  }

  /** @throws OpenAiError 404 for a conversation that is not there */
  async delete(id: string, { owner }: Caller): Promise<void> {
    if (!(await this.#storage.delete(owner, id))) throw createConversationError(id);
  }

  /** Adds items at the end. @throws OpenAiError 404 for a conversation that is not there, 400 for a text that is blocked */
  async addItems(id: string, items: readonly NewItem[], caller: Caller, response: HttpResponse): Promise<ItemPage> {
    await this.find(id, caller);
    const moderated = await this.#moderate(items, caller, response);
    const outcome = await this.#storage.append(caller.owner, id, moderated);
    if (outcome === 'missing') throw createConversationError(id);
    if (outcome === 'full') throw createFullError(id);
    return { items: moderated, hasMore: false };
  }

  /** @throws OpenAiError 404 for a conversation that is not there */
  async listItems(id: string, page: PageRequest, { owner }: Caller): Promise<ItemPage> {
    const items = await this.#storage.listItems(owner, id, page);
    if (!items) throw createConversationError(id);
    return items;
  }

  /** @throws OpenAiError 404 for a conversation or an item that is not there */
  async findItem(id: string, itemId: string, caller: Caller): Promise<object> {
    await this.find(id, caller);
    const item = await this.#storage.findItem(caller.owner, id, itemId);
    if (!item) throw createItemError(itemId);
    return item;
  }

  /** @throws OpenAiError 404 for a conversation or an item that is not there */
  async deleteItem(id: string, itemId: string, caller: Caller): Promise<PresentedConversation> {
    const conversation = await this.find(id, caller);
    if (!(await this.#storage.deleteItem(caller.owner, id, itemId))) throw createItemError(itemId);
    return conversation;
  }

  get #storage(): ConversationStorage {
    return this.#host.require().conversations;
  }

  /** Moderates new items. One that the policy would leave out of a history is refused: it would not be there later. */
  async #moderate(
    items: readonly NewItem[],
    { moderator, signal, createAnswerId }: Caller,
    { locals }: HttpResponse,
  ): Promise<readonly Item[]> {
    const placed = items.map((item, index): PlacedItem => ({ item, path: `items[${index}]` }));
    const sources = toChatMessages(placed).map(({ source }) => source);
    locals.presentError = (error) => {
      const body = error.body().error;
      return { error: { ...body, param: body.param === null ? null : toBodyPath(body.param, sources, []) } };
    };
    const moderated = await moderateItems(placed, { moderator, requestId: createAnswerId('conv_'), signal });
    const refused = moderated.findIndex((message) => message.length === 0);
    if (refused < 0) return moderated.flat();
    const param = `messages[${refused}]`;
    throw new OpenAiError('content_filter', { param, message: 'The policy does not let this item be kept.' });
  }
}

function moderateMetadata(metadata: Metadata, { moderator, signal, createAnswerId }: Caller): Promise<Metadata> {
  if (Object.keys(metadata).length === 0) return Promise.resolve(metadata);
  const moderation = new InputModeration(moderator, { requestId: createAnswerId('conv_'), signal });
  return moderation.value(metadata, { stage: 'input', role: 'user', path: 'metadata' });
}

function createItemError(id: string): OpenAiError {
  return new OpenAiError('item_not_found', { message: `There is no item ${quote(id)} in this conversation.` });
}
