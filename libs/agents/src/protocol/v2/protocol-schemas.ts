import { z } from 'zod';
import { jsonObject, jsonValue, multitaskStrategy } from '../schema-parts.js';

/** The body of a command. */
export const protocolCommandSchema = z.object({
  id: z.int().min(0),
  method: z.string().max(100),
  params: jsonObject.optional(),
});

/** A command of protocol v2. */
export type ProtocolCommand = z.infer<typeof protocolCommandSchema>;

/** The parameters of `run.start`. */
export const runStartSchema = z.object({
  assistant_id: z.string().min(1).max(200),
  input: jsonValue.nullish(),
  config: jsonObject.nullish(),
  metadata: jsonObject.nullish(),
  multitaskStrategy: multitaskStrategy.optional().catch(undefined),
});

const answer = z.object({ interrupt_id: z.string().min(1).max(200), response: jsonValue.nullish() });

/** The parameters of `input.respond`: one answer, or several at once. */
export const inputRespondSchema = z
  .object({
    ...answer.partial().shape,
    responses: z.array(answer).min(1).max(100).optional(),
    update: jsonObject.nullish(),
    goto: jsonValue.nullish(),
    config: jsonObject.nullish(),
    metadata: jsonObject.nullish(),
  })
  .refine(
    ({ responses, interrupt_id: id }) => (responses === undefined) !== (id === undefined),
    'give an interrupt_id',
  );

/** The parameters of `state.get`. */
export const stateGetSchema = z.object({ keys: z.array(z.string().max(200)).max(1_000).optional() });

/** The body that opens a stream of events. */
export const eventFilterSchema = z.object({
  channels: z.array(z.string().max(200)).max(100),
  namespaces: z
    .array(z.array(z.string().max(500)).max(50))
    .max(100)
    .optional(),
  depth: z.int().min(0).optional(),
  since: z.int().min(0).optional(),
});
