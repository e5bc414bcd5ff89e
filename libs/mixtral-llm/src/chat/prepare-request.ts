import { type BaseMessage } from '@langchain/core/messages';
import {
  assemblePrompt,
  type ChatMessage,
  type EncodedPrompt,
  planPrompt,
  type PromptTemplate,
  validateConversation,
} from '@leeward/chat-template';
import { withCallIdsFor } from '../tools/call-ids.js';
import { type AnswerForm } from './answer-form.js';
import { fromLangChainMessages } from '../convert/from-langchain-messages.js';
import { ContextOverflowError } from '../errors/index.js';
import { type Engine, type GenerationRequest } from '../engine/engine.js';
import { toEngineOptions } from '../options/generation-options.js';
import { type GrammarCompiler } from '../grammar/index.js';
import { type GenerationOptions } from '../options/options.js';

/** What a request needs besides its messages. */
export interface RequestContext {
  readonly engine: Engine;
  readonly template: PromptTemplate;
  readonly form: AnswerForm;
  readonly grammars: GrammarCompiler;
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
  { engine, template, form, signal }: Pick<RequestContext, 'engine' | 'template' | 'form' | 'signal'>,
): Promise<EncodedPrompt> {
  const conversation = withCallIdsFor(template, fromLangChainMessages(messages));
  // Before anything is added to it, so that errors name the caller's own indices.
  validateConversation(conversation, form.prompt);
  const { instructed, added } = withInstructions(conversation, form.instructions);
  const plan = planPrompt(instructed, template, form.prompt);
  const prompt = assemblePrompt(plan, await engine.tokenize(plan.texts, { signal }));
  return added === 0
    ? prompt
    : {
        ...prompt,
        spans: prompt.spans.map((span) => ({ ...span, messageIndex: Math.max(-1, span.messageIndex - added) })),
      };
}

/**
 * LangChain messages as a request to the engine.
 *
 * @throws as `preparePrompt`, and {InvalidOptionError}
 * @throws {ContextOverflowError} when the prompt leaves no room for an answer
 * @throws {UnsupportedSchemaError} for a schema that no grammar can hold an answer to, with the tool that it belongs to
 */
export async function prepareRequest(
  messages: readonly BaseMessage[],
  context: RequestContext,
): Promise<GenerationRequest> {
  const { engine, template, form, grammars, generation, stop, signal, caller } = context;
  const options = toEngineOptions(generation, engine.model);
  const prompt = await preparePrompt(messages, context);
  // A large schema is in the prompt, too: where that does not fit, nobody needs its grammar.
  if (prompt.tokens.length >= engine.model.contextSize)
    throw new ContextOverflowError(prompt.tokens.length, engine.model.contextSize);
  const grammar = form.grammar && (await grammars.compile(form.grammar, { caller, signal }));
  const shownTokens = shownTokensOf(form, engine);
  return {
    prompt,
    ...options,
    stop,
    grammar,
    ...(shownTokens && { shownTokens }),
    stripLeadingSpace: template.answerHasPrefixSpace,
    signal,
    caller,
  };
}

/** Where a control token opens calls, it must be seen to be found. */
function shownTokensOf({ reading: { calls } }: AnswerForm, { model }: Engine): number[] | undefined {
  const token = calls?.kind === 'control' ? model.vocabulary.controlTokens.get(calls.marker) : undefined;
  return token === undefined ? undefined : [token];
}

/** Adds to the system's text, which stays the same from turn to turn, so that an engine need not read it again. */
function withInstructions(
  messages: readonly ChatMessage[],
  instructions: string | undefined,
): { instructed: readonly ChatMessage[]; added: number } {
  if (instructions === undefined) return { instructed: messages, added: 0 };
  const [first, ...others] = messages;
  if (first?.role !== 'system')
    return { instructed: [{ role: 'system', content: instructions }, ...messages], added: 1 };
  return { instructed: [{ ...first, content: `${first.content}\n\n${instructions}` }, ...others], added: 0 };
}
