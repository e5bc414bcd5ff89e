import { SimpleChatModel } from '@langchain/core/language_models/chat_models';
import { type AgentMiddleware, createMiddleware } from 'langchain';

import { findRunContext } from '../../contract/index.js';
import { type FindAgentModel } from '../agents-host.js';

/** Stands in for the model of an agent until a run asks for it. It never answers. */
export class PendingChatModel extends SimpleChatModel {
  constructor() {
    super({});
  }

  override _llmType(): string {
    return 'pending';
  }

  override _call(): Promise<string> {
    return Promise.reject(new Error('This agent has no model: its middleware must choose one.'));
  }
}

/** Creates middleware that gives each call its model: one that is loaded later than the agent, or exchanged. */
export function chooseModelMiddleware(findModel: FindAgentModel): AgentMiddleware {
  return createMiddleware({
    name: 'ChooseModelMiddleware',
    wrapModelCall: (request, handler) => {
      const model = findModel(findRunContext(request.runtime));
      return handler({ ...request, model: model as typeof request.model });
    },
  });
}
