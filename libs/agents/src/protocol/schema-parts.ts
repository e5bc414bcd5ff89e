import { z } from 'zod';
import { type JsonObject, type JsonValue } from '../contract/index.js';
import { isJsonObject } from './to-wire.js';

/** An object of JSON. The parser of the body has checked that it is JSON. */
export const jsonObject = z.custom<JsonObject>(
  (value) => isJsonObject(value as JsonValue | undefined),
  'must be an object',
);

/** Any value of JSON. */
export const jsonValue = z.custom<JsonValue>((value) => value !== undefined, 'must be a value');

/** The id of a record. */
export const recordId = z.guid('must be a UUID');

/** The most entries of one page. */
const maximumPage = 1_000;

/** The fields that ask for a part of a list. */
export const pageFields = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(maximumPage)
    .nullish()
    .transform((limit) => limit ?? 10),
  offset: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000_000)
    .nullish()
    .transform((offset) => offset ?? 0),
};

/** A boolean in the query of an address. */
export const queryBoolean = z
  .string()
  .optional()
  .transform((text) => text !== undefined && ['true', '1', 'yes'].includes(text.toLowerCase()));

/** The names of fields to show. */
export const selectFields = z.array(z.string().max(100)).max(100).nullish();

/** The time after which a thread is deleted, in minutes. */
export const timeToLive = z
  .union([z.number().positive().max(5_256_000), z.object({ ttl: z.number().positive().max(5_256_000) })])
  .nullish()
  .transform((given) => (typeof given === 'object' ? given?.ttl : given) ?? undefined);

/** A command to a graph. */
export const commandSchema = z.object({
  resume: jsonValue.optional(),
  update: z
    .union([jsonObject, z.array(z.tuple([z.string(), z.unknown()]))])
    .nullish()
    .transform((update) => (update ?? undefined) as JsonValue | undefined),
  goto: z
    .union([z.string(), z.object({ node: z.string(), input: jsonValue.optional() }), z.array(jsonValue)])
    .nullish()
    .transform((goto) => (goto ?? undefined) as JsonValue | undefined),
});

/** The way to treat a run on a thread that is busy. */
export const multitaskStrategy = z.enum(['reject', 'enqueue', 'interrupt', 'rollback']);

/** Names a checkpoint. */
export const checkpointSchema = z.object({
  checkpoint_id: z.string().max(200).nullish(),
  checkpoint_ns: z.string().max(2_000).nullish(),
  checkpoint_map: jsonObject.nullish(),
});
