import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { type z } from 'zod';
import { type ApprovalRecord, type JsonObject } from '../../contract/index.js';
import { ApprovalMissingError } from '../../errors/index.js';
import { toWireRun } from '../../protocol/index.js';
import { toWireApproval } from '../../protocol/wire-approval.js';
import { AgentsServer } from '../agents-server.js';
import { AgentsController, Caller, type AgentsCaller, ZodPipe } from '../http/index.js';
import { approvalDecisionSchema, approvalId, approvalListSchema, toApprovalAnswer } from './approval-schemas.js';

/** The routes of calls that wait for a person, over all threads of a caller. */
@AgentsController('v1/approvals')
export class ApprovalsController {
  readonly #server: AgentsServer;

  constructor(server: AgentsServer) {
    this.#server = server;
  }

  @Get()
  async list(
    @Caller() { owner }: AgentsCaller,
    @Query(new ZodPipe(approvalListSchema)) query: z.infer<typeof approvalListSchema>,
  ): Promise<JsonObject> {
    const { limit, offset, status, agent, thread_id: threadId } = query;
    const filter = { owner, status, agent, threadId: threadId?.toLowerCase() };
    const found = await this.#server.storage.approvals.search(filter, { limit, offset });
    return { approvals: found.map(toWireApproval) };
  }

  @Get(':approval_id')
  async find(
    @Caller() { owner }: AgentsCaller,
    @Param('approval_id', new ZodPipe(approvalId)) id: string,
  ): Promise<JsonObject> {
    return toWireApproval(await this.#find(owner, id));
  }

  @Post(':approval_id')
  @HttpCode(202)
  async decide(
    @Caller() caller: AgentsCaller,
    @Param('approval_id', new ZodPipe(approvalId)) id: string,
    @Body(new ZodPipe(approvalDecisionSchema)) body: z.infer<typeof approvalDecisionSchema>,
  ): Promise<JsonObject> {
    const run = await this.#server.runtime.approvals.decide(caller, id, toApprovalAnswer(body));
    return { approval: toWireApproval(await this.#find(caller.owner, id)), run: toWireRun(run) };
  }

  async #find(owner: string, id: string): Promise<ApprovalRecord> {
    const record = await this.#server.storage.approvals.find(owner, id);
    if (record === undefined) throw new ApprovalMissingError(id);
    return record;
  }
}
