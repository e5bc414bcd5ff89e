import { type BaseMessage } from '@langchain/core/messages';
import { assemblePrompt, type EncodedPrompt, planPrompt, type PromptTemplate } from '@leeward/chat-template';
import { fromLangChainMessages } from './convert/from-langchain-messages.js';
import { type Engine, type GenerationRequest } from './engine/engine.js';
import { type GenerationOptions } from './options.js';

/** What a request needs besides its messages. */
export interface RequestContext {
  readonly engine: Engine;
  readonly template: PromptTemplate;
  readonly generation: GenerationOptions;
  readonly stop: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Who asks; waiting requests of different callers are served in turn. */
  readonly caller?: string | undefined;
}

/**
 * LangChain messages as the ids that the model reads.
 *
 * @throws {UnsupportedMessageError} for a message that cannot be text
 * @throws {ChatTemplateError} of chat-template, for a conversation that the template cannot express
 */
export async function preparePrompt(
  messages: readonly BaseMessage[],
  { engine, template, signal }: Pick<RequestContext, 'engine' | 'template' | 'signal'>,
): Promise<EncodedPrompt> {
  const plan = planPrompt(fromLangChainMessages(messages), template);
  return assemblePrompt(plan, await engine.tokenize(plan.texts, { signal }));
}

/** LangChain messages as a request to the engine. @throws as `preparePrompt` */
export async function prepareRequest(messages: readonly BaseMessage[], context: RequestContext): Promise<GenerationRequest> {
  const { template, generation, stop, signal, caller } = context;
  const { maxTokens, ...sampling } = generation;
  const prompt = await preparePrompt(messages, context);
  return { prompt, maxTokens, sampling, stop, stripLeadingSpace: template.answerHasPrefixSpace, signal, caller };
}
