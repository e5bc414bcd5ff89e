import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { moderateOrThrow } from '@leeward/moderation';
import { AgentsServer } from './agents-server.js';
import { type AgentsCaller } from './http/caller.js';

/** Moderates what callers save without a run: metadata, names of assistants, values of the long-term memory. */
@Injectable()
export class AgentsModeration {
  readonly #server: AgentsServer;

  constructor(server: AgentsServer) {
    this.#server = server;
  }

  /** Moderates under the policy of a caller. @throws {ContentRefusedError} when the value must not be saved */
  moderate<Value>(
    { policy, onDecisionId }: AgentsCaller,
    value: Value,
    path: string,
    conversationId?: string,
  ): Promise<Value> {
    if (isEmpty(value)) return Promise.resolve(value);
    const requestId = randomUUID();
    onDecisionId?.(requestId);
    const source = { stage: 'input', role: 'user', path, requestId, conversationId } as const;
    const { moderator } = this.#server.options;
    return moderateOrThrow(this.#server.runtime.settings.findModerator({ moderator }, policy), { ...source, value });
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}
