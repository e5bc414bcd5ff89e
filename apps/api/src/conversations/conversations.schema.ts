import { z } from 'zod';
import { boundedList } from '../http/schema/bounded-list.js';
import { listQueryFields } from '../http/schema/list-query.js';
import { newItem } from '../responses/items/item.schema.js';
import { metadata } from '../responses/request/metadata.schema.js';

/** The limit for the items of one request, the same as in OpenAI's API. */
const maximumItems = 20;

/** The body of `POST /v1/conversations`. A client may leave it out. */
export const createConversationSchema = z
  .strictObject({ items: boundedList(newItem, { most: maximumItems }).nullish(), metadata: metadata.nullish() })
  .nullish()
  .meta({ id: 'CreateConversation' });

/** The body of `POST /v1/conversations/{id}`. */
export const updateConversationSchema = z
  .strictObject({ metadata: metadata.nullable() })
  .meta({ id: 'UpdateConversation' });

/** The body of `POST /v1/conversations/{id}/items`. */
export const addItemsSchema = z
  .strictObject({ items: boundedList(newItem, { least: 1, most: maximumItems }) })
  .meta({ id: 'CreateConversationItems' });

/** The query of `GET /v1/conversations/{id}/items`. */
export const listItemsQuery = z.object(listQueryFields);

/** A checked request for a new conversation. */
export type CreateConversationRequest = z.infer<typeof createConversationSchema>;

/** A checked change of a conversation. */
export type UpdateConversationRequest = z.infer<typeof updateConversationSchema>;

/** A checked request to add items. */
export type AddItemsRequest = z.infer<typeof addItemsSchema>;

/** A checked query for items. */
export type ListItemsQuery = z.infer<typeof listItemsQuery>;
