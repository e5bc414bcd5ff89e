import { type ServerResponse } from 'node:http';
import { Body, HttpCode, Post, Res } from '@nestjs/common';
import { type JsonObject } from '../../contract/index.js';
import { fromWireRun, type RunBody, runBatchSchema, runSchema, toWireRun } from '../../protocol/index.js';
import { AgentsController, Caller, type AgentsCaller, ZodPipe } from '../http/index.js';
import { RunAnswers, toLocation } from '../run-answers.js';

/** The routes of runs without a thread: one is made for each, and deleted after it. */
@AgentsController('runs')
export class StatelessRunsController {
  readonly #answers: RunAnswers;

  constructor(answers: RunAnswers) {
    this.#answers = answers;
  }

  @Post()
  @HttpCode(200)
  async create(
    @Caller() caller: AgentsCaller,
    @Body(new ZodPipe(runSchema)) body: RunBody,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<JsonObject> {
    const run = await this.#answers.create(fromWireRun(body, caller));
    for (const [name, value] of Object.entries(toLocation(run))) response.setHeader(name, value);
    return toWireRun(run);
  }

  @Post('stream')
  stream(
    @Caller() caller: AgentsCaller,
    @Body(new ZodPipe(runSchema)) body: RunBody,
    @Res() response: ServerResponse,
  ): Promise<void> {
    return this.#answers.stream(fromWireRun(body, caller), response);
  }

  @Post('wait')
  wait(
    @Caller() caller: AgentsCaller,
    @Body(new ZodPipe(runSchema)) body: RunBody,
    @Res() response: ServerResponse,
  ): Promise<void> {
    return this.#answers.wait(fromWireRun(body, caller), response);
  }

  @Post('batch')
  @HttpCode(200)
  async createAll(
    @Caller() caller: AgentsCaller,
    @Body(new ZodPipe(runBatchSchema)) bodies: readonly RunBody[],
  ): Promise<readonly JsonObject[]> {
    const runs: JsonObject[] = [];
    for (const body of bodies) runs.push(toWireRun(await this.#answers.create(fromWireRun(body, caller))));
    return runs;
  }
}
