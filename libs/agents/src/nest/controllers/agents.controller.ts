import { type ServerResponse } from 'node:http';
import { Body, Param, Post, Res } from '@nestjs/common';
import { type RunRequest } from '../../contract/index.js';
import {
  fromPlainRequest,
  type PlainRequest,
  plainRequestSchema,
  toPlainEvents,
  toPlainResult,
} from '../../protocol/plain/index.js';
import { fromUiRequest, toUiMessageStream, type UiRequest, uiRequestSchema } from '../../protocol/ui/index.js';
import { AgentsServer } from '../agents-server.js';
import {
  AgentsController,
  Caller,
  type AgentsCaller,
  createLeaveSignal,
  sendEvents,
  sendLateJson,
  ZodPipe,
} from '../http/index.js';
import { RunAnswers } from '../run-answers.js';

/** The routes for clients that do not speak LangGraph's protocol. */
@AgentsController('v1/agents/:name')
export class AgentsRoutesController {
  readonly #server: AgentsServer;
  readonly #answers: RunAnswers;

  constructor(server: AgentsServer, answers: RunAnswers) {
    this.#server = server;
    this.#answers = answers;
  }

  @Post('invoke')
  async invoke(
    @Caller() caller: AgentsCaller,
    @Param('name') name: string,
    @Body(new ZodPipe(plainRequestSchema)) body: PlainRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const run = await this.#start(name, fromPlainRequest(body, name, caller));
    const left = createLeaveSignal(response);
    left.addEventListener('abort', () => this.#answers.cancel(run));
    const result = this.#server.runtime.waitForRun(run, left).then((values) => toPlainResult(run, values));
    await sendLateJson(response, result);
    await this.#answers.deleteThread(run);
  }

  @Post('stream')
  async stream(
    @Caller() caller: AgentsCaller,
    @Param('name') name: string,
    @Body(new ZodPipe(plainRequestSchema)) body: PlainRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const run = await this.#start(name, fromPlainRequest(body, name, caller));
    const left = createLeaveSignal(response);
    left.addEventListener('abort', () => this.#answers.cancel(run));
    await sendEvents(response, toPlainEvents(run, this.#server.runtime.followRun(run, { signal: left })));
    await this.#answers.deleteThread(run);
  }

  @Post('chat')
  async chat(
    @Caller() caller: AgentsCaller,
    @Param('name') name: string,
    @Body(new ZodPipe(uiRequestSchema)) body: UiRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const run = await this.#start(name, fromUiRequest(body, name, caller));
    const left = createLeaveSignal(response);
    left.addEventListener('abort', () => this.#answers.cancel(run));
    const events = toUiMessageStream(run, this.#server.runtime.followRun(run, { signal: left }));
    await sendEvents(response, events, { 'x-vercel-ai-ui-message-stream': 'v1' });
    await this.#answers.deleteThread(run);
  }

  #start(name: string, request: RunRequest): ReturnType<RunAnswers['create']> {
    this.#server.runtime.assistants.findAgent(name);
    return this.#answers.create(request);
  }
}
