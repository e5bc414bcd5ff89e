import { BaseCallbackHandler } from '@langchain/core/callbacks/base';

import { seenIn } from './escape-cases.js';

const handlers = [
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

/** Records the arguments of every callback of LangChain, as text. */
export class Listener extends BaseCallbackHandler {
  name = 'listener';
  heard = '';
  override awaitHandlers = true;

  constructor() {
    super();
    const record =
      (name: string) =>
      (...values: unknown[]): void => {
        this.heard += `${name} ${seenIn(...values)}\n`;
      };
    Object.assign(this, Object.fromEntries(handlers.map((name) => [name, record(name)])));
  }
}
