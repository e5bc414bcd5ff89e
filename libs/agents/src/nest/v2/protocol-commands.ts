import { Injectable } from '@nestjs/common';
import { type z } from 'zod';
import { AgentsError, RequestInvalidError } from '../../errors/index.js';
import { type JsonObject, type JsonValue, type RunRequest } from '../../contract/index.js';
import { isJsonObject, toWire, withoutNullish } from '../../protocol/index.js';
import { inputRespondSchema, type ProtocolCommand, runStartSchema, stateGetSchema } from '../../protocol/v2/index.js';
import { AgentsServer } from '../agents-server.js';
import { type AgentsCaller, ZodPipe } from '../http/index.js';

const protocolModes = ['values', 'updates', 'messages-tuple', 'tools', 'custom', 'tasks'];

/** Carries out the commands of protocol v2. */
@Injectable()
export class ProtocolCommands {
  readonly #server: AgentsServer;

  constructor(server: AgentsServer) {
    this.#server = server;
  }

  /** @returns the answer to the command. Errors of the request are an answer too */
  async run(caller: AgentsCaller, threadId: string, { id, method, params = {} }: ProtocolCommand): Promise<JsonObject> {
    try {
      const result = await this.#dispatch(caller, threadId, method, params);
      const meta = { thread_id: threadId, applied_through_seq: 0 };
      return { type: 'success', id, result, meta };
    } catch (error) {
      if (!AgentsError.isInstance(error)) throw error;
      return { type: 'error', id, error: errorNames[error.code] ?? 'invalid_argument', message: error.message };
    }
  }

  #dispatch(caller: AgentsCaller, threadId: string, method: string, params: JsonObject): Promise<JsonObject> {
    if (method === 'run.start') return this.#start(caller, threadId, parse(runStartSchema, params));
    if (method === 'input.respond') return this.#respond(caller, threadId, parse(inputRespondSchema, params));
    if (method === 'state.get') return this.#getState(caller, threadId, parse(stateGetSchema, params));
    throw new RequestInvalidError([
      'method: this server has run.start, input.respond and state.get; open a stream with POST /threads/{id}/stream/events',
    ]);
  }

  async #start(caller: AgentsCaller, threadId: string, params: z.infer<typeof runStartSchema>): Promise<JsonObject> {
    const hasQuestions =
      params.input !== undefined && params.input !== null && (await this.#hasQuestions(caller, threadId));
    const given = hasQuestions ? { command: { resume: params.input as JsonValue } } : { input: params.input };
    return this.#create(caller, threadId, {
      assistantId: params.assistant_id,
      given,
      config: params.config,
      metadata: params.metadata,
      strategy: params.multitaskStrategy,
    });
  }

  async #respond(
    caller: AgentsCaller,
    threadId: string,
    params: z.infer<typeof inputRespondSchema>,
  ): Promise<JsonObject> {
    const answers = params.responses ?? [{ interrupt_id: params.interrupt_id ?? '', response: params.response }];
    const resume = Object.fromEntries(
      answers.map(({ interrupt_id: id, response }): [string, JsonValue] => [id, response ?? null]),
    );
    const thread = await this.#server.storage.threads.find(caller.owner, threadId);
    if (thread === undefined || !(await this.#hasQuestions(caller, threadId))) {
      throw new RequestInvalidError(['interrupt_id: no question of this thread waits for an answer']);
    }
    const command = { resume, ...withoutNullish({ update: params.update, goto: params.goto }) };
    return this.#create(caller, threadId, {
      assistantId: String(thread.metadata['assistant_id']),
      given: { command },
      config: params.config,
      metadata: params.metadata,
    });
  }

  async #getState(
    { owner }: AgentsCaller,
    threadId: string,
    { keys }: z.infer<typeof stateGetSchema>,
  ): Promise<JsonObject> {
    const { values, checkpoint } = await this.#server.runtime.getState(owner, threadId, {}, { subgraphs: true });
    const entries = Object.entries(values).filter(([name]) => keys?.includes(name) ?? true);
    const { checkpoint_id: id, checkpoint_ns: ns } = checkpoint ?? {};
    return toWire({
      values: Object.fromEntries(entries),
      ...(id === undefined ? {} : { checkpoint: { id, ns } }),
    }) as JsonObject;
  }

  async #hasQuestions({ owner }: AgentsCaller, threadId: string): Promise<boolean> {
    const thread = await this.#server.storage.threads.find(owner, threadId);
    return Object.values(thread?.interrupts ?? {}).some((list) => list.length > 0);
  }

  async #create(
    { owner, policy, onDecisionId }: AgentsCaller,
    threadId: string,
    asked: {
      readonly assistantId: string;
      readonly given: { readonly input?: JsonValue | null | undefined; readonly command?: JsonObject };
      readonly config?: JsonObject | null | undefined;
      readonly metadata?: JsonObject | null | undefined;
      readonly strategy?: RunRequest['multitaskStrategy'] | undefined;
    },
  ): Promise<JsonObject> {
    const { input, command } = asked.given;
    const run = await this.#server.runtime.createRun({
      owner,
      policy,
      onDecisionId,
      threadId,
      createsThread: true,
      assistantId: asked.assistantId,
      arguments: {
        ...(command === undefined ? { input: input ?? undefined } : { command }),
        config: isJsonObject(asked.config ?? undefined) ? (asked.config ?? {}) : {},
        streamModes: protocolModes,
        streamSubgraphs: true,
        endsWithCaller: false,
        isResumable: true,
        deletesThread: false,
      },
      metadata: asked.metadata ?? {},
      multitaskStrategy: asked.strategy ?? 'enqueue',
      delay: 0,
    });
    return { run_id: run.id };
  }
}

/** The names of errors in protocol v2, by our codes. */
const errorNames: Readonly<Record<string, string>> = {
  THREAD_MISSING: 'no_such_run',
  RUN_MISSING: 'no_such_run',
  ASSISTANT_MISSING: 'invalid_argument',
};

function parse<Schema extends z.ZodType>(schema: Schema, params: JsonObject): z.infer<Schema> {
  return new ZodPipe(schema).transform(params);
}
