import { z } from 'zod';
import { listParameters } from '../http/schema/list-query.js';
import { moderationErrors, type RouteDescription } from '../openapi/index.js';
import { exampleMessage, item, itemList } from '../responses/items/item-description.js';

const conversation = z
  .looseObject({
    id: z.string(),
    object: z.literal('conversation'),
    created_at: z.int().min(0).describe('Unix seconds.'),
    metadata: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Conversation' });

const exampleId = 'conv_5a0c2a38';

const exampleConversation = {
  id: exampleId,
  object: 'conversation',
  created_at: 1_764_000_000,
  metadata: { topic: 'weather' },
};

const answer = { description: 'The conversation.', schema: conversation, example: exampleConversation };

const parameters = { id: { description: 'The id of a conversation.', example: exampleId } };

const itemParameters = { ...parameters, item: { description: 'The id of an item.', example: exampleMessage.id } };

const storageErrors = ['storage_off', 'conversation_not_found'] as const;

const exampleItem = { role: 'user', content: 'How is the weather in Paris?' };

/** Describes `POST /v1/conversations`. */
export const createRoute: RouteDescription = {
  id: 'createConversation',
  group: 'Responses',
  summary: 'Create a conversation',
  description: 'Creates a conversation, to which responses add their turns. Items and labels are moderated.',
  requests: {
    'An empty conversation': {},
    'A conversation with a message': { items: [exampleItem], metadata: { topic: 'weather' } },
  },
  answer,
  errors: ['storage_off', ...moderationErrors],
};

/** Describes `GET /v1/conversations/{id}`. */
export const retrieveRoute: RouteDescription = {
  id: 'getConversation',
  group: 'Responses',
  summary: 'Read a conversation',
  description: 'Reads a conversation without its items.',
  parameters,
  answer,
  errors: [...storageErrors],
};

/** Describes `POST /v1/conversations/{id}`. */
export const updateRoute: RouteDescription = {
  id: 'updateConversation',
  group: 'Responses',
  summary: 'Change the labels of a conversation',
  description: 'Replaces the labels of a conversation.',
  requests: { Labels: { metadata: { topic: 'news' } } },
  parameters,
  answer,
  errors: [...storageErrors, ...moderationErrors],
};

/** Describes `DELETE /v1/conversations/{id}`. */
export const deleteRoute: RouteDescription = {
  id: 'deleteConversation',
  group: 'Responses',
  summary: 'Delete a conversation',
  description: 'Deletes a conversation with its items. The responses that were its turns stay.',
  parameters,
  answer: {
    description: 'The conversation is deleted.',
    schema: z
      .looseObject({ id: z.string(), object: z.literal('conversation.deleted'), deleted: z.literal(true) })
      .meta({ id: 'DeletedConversation' }),
    example: { id: exampleId, object: 'conversation.deleted', deleted: true },
  },
  errors: [...storageErrors],
};

/** Describes `POST /v1/conversations/{id}/items`. */
export const addItemsRoute: RouteDescription = {
  id: 'createConversationItems',
  group: 'Responses',
  summary: 'Add items to a conversation',
  description: 'Moderates items, and adds them at the end of a conversation.',
  requests: { 'A message': { items: [exampleItem] } },
  parameters,
  answer: itemList,
  errors: [...storageErrors, ...moderationErrors, 'conversation_full'],
};

/** Describes `GET /v1/conversations/{id}/items`. */
export const listItemsRoute: RouteDescription = {
  id: 'listConversationItems',
  group: 'Responses',
  summary: 'List the items of a conversation',
  description: 'Lists the items of a conversation, from the newest unless "order" is "asc".',
  parameters: { ...parameters, ...listParameters },
  answer: itemList,
  errors: [...storageErrors],
};

/** Describes `GET /v1/conversations/{id}/items/{item}`. */
export const findItemRoute: RouteDescription = {
  id: 'getConversationItem',
  group: 'Responses',
  summary: 'Read an item of a conversation',
  description: 'Reads one item of a conversation.',
  parameters: itemParameters,
  answer: { description: 'The item.', schema: item, example: exampleMessage },
  errors: [...storageErrors, 'item_not_found'],
};

/** Describes `DELETE /v1/conversations/{id}/items/{item}`. */
export const deleteItemRoute: RouteDescription = {
  id: 'deleteConversationItem',
  group: 'Responses',
  summary: 'Delete an item of a conversation',
  description: 'Deletes one item of a conversation, and answers with the conversation.',
  parameters: itemParameters,
  answer,
  errors: [...storageErrors, 'item_not_found'],
};
