import { BaseCallbackHandler } from '@langchain/core/callbacks/base';

import { seenIn } from './escape-cases.js';

const told = [
  'handleLLMStart',
  'handleChatModelStart',
  'handleLLMNewToken',
  'handleLLMEnd',
  'handleLLMError',
  'handleChatModelStreamEvent',
  'handleChainStart',
  'handleChainEnd',
  'handleChainError',
  'handleToolStart',
  'handleToolEvent',
  'handleToolEnd',
  'handleToolError',
  'handleRetrieverStart',
  'handleRetrieverEnd',
  'handleRetrieverError',
  'handleText',
  'handleAgentAction',
  'handleAgentEnd',
  'handleCustomEvent',
] as const;

/** A callback handler that keeps all that it is told. */
export class Listener extends BaseCallbackHandler {
  name = 'listener';
  heard = '';
  override awaitHandlers = true;

  constructor() {
    super();
    const hear =
      (name: string) =>
      (...values: unknown[]): void => {
        this.heard += `${name} ${seenIn(...values)}\n`;
      };
    Object.assign(this, Object.fromEntries(told.map((name) => [name, hear(name)])));
  }
}
