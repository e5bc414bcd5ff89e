import { type ServerResponse } from 'node:http';
import { Body, HttpCode, Param, Post, Res } from '@nestjs/common';
import { type z } from 'zod';
import { type JsonObject } from '../../contract/index.js';
import { eventFilterSchema, type ProtocolCommand, protocolCommandSchema } from '../../protocol/v2/index.js';
import { AgentsServer } from '../agents-server.js';
import {
  AgentsController,
  Caller,
  type AgentsCaller,
  createLeaveSignal,
  IdPipe,
  sendEvents,
  type SentEvent,
  ZodPipe,
} from '../http/index.js';
import { ProtocolCommands } from './protocol-commands.js';
import { ThreadEvents } from './thread-events.js';

/** The routes of LangGraph's protocol v2, over HTTP. */
@AgentsController('threads/:thread_id')
export class ProtocolController {
  readonly #server: AgentsServer;
  readonly #commands: ProtocolCommands;

  constructor(server: AgentsServer, commands: ProtocolCommands) {
    this.#server = server;
    this.#commands = commands;
  }

  @Post('commands')
  @HttpCode(200)
  command(
    @Caller() caller: AgentsCaller,
    @Param('thread_id', IdPipe) threadId: string,
    @Body(new ZodPipe(protocolCommandSchema)) command: ProtocolCommand,
  ): Promise<JsonObject> {
    return this.#commands.run(caller, threadId, command);
  }

  /** Stays open from run to run, until the client leaves. */
  @Post('stream/events')
  async stream(
    @Caller() { owner }: AgentsCaller,
    @Param('thread_id', IdPipe) threadId: string,
    @Body(new ZodPipe(eventFilterSchema)) filter: z.infer<typeof eventFilterSchema>,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const signal = createLeaveSignal(response);
    const events = new ThreadEvents(this.#server.runtime, owner, threadId).follow(filter, signal);
    async function* read(): AsyncGenerator<SentEvent> {
      for await (const event of events) yield { id: event.event_id, event: event.method, data: JSON.stringify(event) };
    }
    await sendEvents(response, read());
  }
}
