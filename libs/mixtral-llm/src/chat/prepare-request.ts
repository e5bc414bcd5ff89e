import { type BaseMessage } from '@langchain/core/messages';
import {
  assemblePrompt,
  type ChatMessage,
  type EncodedPrompt,
  planPrompt,
  type PromptTemplate,
  validateConversation,
} from '@leeward/chat-template';
import { type AnswerSyntax } from '../convert/answer-parts.js';
import { fromLangChainMessages } from '../convert/from-langchain-messages.js';
import { type Engine, type GenerationRequest } from '../engine/engine.js';
import { ContextOverflowError } from '../errors/index.js';
import { GrammarCompiler, type GrammarRequest, type RelaxedPart } from '../grammar/index.js';
import { type AnswerChecks, toAnswerChecks } from '../validation/answer-checks.js';
import { joinStop, mergeGenerationOptions, toEngineOptions } from '../options/generation-options.js';
import { type AnswerFormOptions, type ChatMixtralCallOptions } from '../options/option-types.js';
import { toTemplateCallIds } from '../tools/call-ids.js';
import { type AnswerForm, toAnswerForm } from './answer-form.js';
import { type ChatSettings } from './chat-settings.js';

/** Shared by all chat models: a grammar depends only on its request. */
const grammars = new GrammarCompiler();

/** Holds a request to the engine, and what it takes to read and check the answer. */
export interface PreparedRequest {
  readonly request: GenerationRequest;
  readonly syntax: AnswerSyntax;
  /** Undefined if the grammar enforces all schemas. */
  readonly checks: AnswerChecks | undefined;
  readonly retries: number;
  /** As `AnswerFormOptions.allowSchemaRetry`. */
  readonly allowRetry: (() => boolean) | undefined;
  /** Source of the grammar; undefined where any text is allowed. */
  readonly grammar: GrammarRequest | undefined;
}

/**
 * Checks tools and response format when they are bound, long before the first call.
 *
 * @throws as `toAnswerForm`
 * @throws {UnsupportedSchemaError} for a strict schema that no grammar can enforce
 */
export function ensureAnswerForm(options: AnswerFormOptions, settings: ChatSettings): void {
  const { grammar } = toAnswerForm(options, settings);
  if (grammar) grammars.compileNow(grammar);
}

/**
 * Converts LangChain messages to a conversation that the template can write.
 *
 * @throws {UnsupportedMessageError} for a message that is more than text
 */
export function toConversation(messages: readonly BaseMessage[], template: PromptTemplate): ChatMessage[] {
  return toTemplateCallIds(fromLangChainMessages(messages), template);
}

/**
 * Converts a conversation to the token ids that the model reads.
 *
 * @throws {ChatTemplateError} of chat-template, for a conversation that the template cannot express
 */
export async function preparePrompt(
  conversation: readonly ChatMessage[],
  form: AnswerForm,
  { engine, template }: ChatSettings,
  signal?: AbortSignal,
): Promise<EncodedPrompt> {
  // Validated before instructions are added, so that errors name the caller's own indices.
  validateConversation(conversation, form.prompt);
  const { instructed, added } = addInstructions(conversation, form.instructions);
  const plan = planPrompt(instructed, template, form.prompt);
  const prompt = assemblePrompt(plan, await engine.tokenize(plan.texts, { signal }));
  if (added === 0) return prompt;
  const spans = prompt.spans.map((span) => ({ ...span, messageIndex: Math.max(-1, span.messageIndex - added) }));
  return { ...prompt, spans };
}

/**
 * Converts LangChain messages and the options of a call to a request to the engine.
 *
 * @throws as `toAnswerForm`, `toConversation` and `preparePrompt`
 * @throws {InvalidOptionError} for an option that is beyond its bounds
 * @throws {ContextOverflowError} when the prompt leaves no room for an answer
 * @throws {UnsupportedSchemaError} for a strict schema that no grammar can enforce, with its tool as the origin
 */
export async function prepareRequest(
  messages: readonly BaseMessage[],
  callOptions: Partial<ChatMixtralCallOptions>,
  settings: ChatSettings,
): Promise<PreparedRequest> {
  const { engine, template, defaults } = settings;
  const { signal, caller } = callOptions;
  const form = toAnswerForm(callOptions, settings);
  const stop = joinStop(settings.stop, callOptions.stop);
  const options = toEngineOptions(mergeGenerationOptions(callOptions, defaults), engine.model);
  const conversation = toConversation(messages, template);
  const prompt = await preparePrompt(conversation, form, settings, signal);
  // Checked before the grammar is compiled: a large schema is in the prompt, too, and compiling it takes long.
  if (prompt.tokens.length >= engine.model.contextSize)
    throw new ContextOverflowError(prompt.tokens.length, engine.model.contextSize);
  const compiled = form.grammar && (await grammars.compile(form.grammar, { caller, signal }));
  const request = {
    prompt,
    ...options,
    stop,
    grammar: compiled?.gbnf,
    shownTokens: findShownTokens(form.syntax, engine),
    stripLeadingSpace: hasSpaceToStrip(conversation, template),
    signal,
    caller,
  };
  return {
    request,
    syntax: form.syntax,
    checks: toChecks(form.grammar, compiled?.relaxed),
    retries: form.retries,
    allowRetry: form.allowRetry,
    grammar: form.grammar,
  };
}

function toChecks(grammar: GrammarRequest | undefined, relaxed: readonly RelaxedPart[] = []): AnswerChecks | undefined {
  if (grammar?.kind === 'calls')
    return toAnswerChecks(relaxed, { tools: grammar.tools, answer: grammar.answer?.schema });
  return toAnswerChecks(relaxed, { tools: [], answer: grammar?.schema });
}

/** Added to a seed so that another attempt differs. It is far beyond the seeds of further answers. */
const seedStep = 1_000_003;

/** Another attempt of a greedy answer would be the same. */
const leastRetryTemperature = 0.5;

/**
 * Prepares another attempt of an answer, with another seed, or of one call of a tool alone.
 *
 * The prompt stays the same, so the engine takes it from its cache.
 *
 * @param attempt the number of the attempt, from 1
 */
export async function prepareRetry(
  { request, grammar }: Pick<PreparedRequest, 'request' | 'grammar'>,
  attempt: number,
  tool?: string,
): Promise<GenerationRequest> {
  const { sampling = {}, caller, signal } = request;
  const { seed, temperature } = sampling;
  const varied = {
    ...sampling,
    ...(seed !== undefined && { seed: (seed + attempt * seedStep) >>> 0 }),
    ...(temperature !== undefined && { temperature: Math.max(temperature, leastRetryTemperature) }),
  };
  if (tool === undefined || grammar?.kind !== 'calls') return { ...request, sampling: varied };
  const oneCall: GrammarRequest = { ...grammar, choice: { name: tool }, parallel: false, answer: undefined };
  const { gbnf } = await grammars.compile(oneCall, { caller, signal });
  return { ...request, sampling: varied, grammar: gbnf };
}

/**
 * Says whether the first space of an answer is none of its text. A continued answer has no prefix space, but the space that
 * the template removed at the end of its beginning.
 */
function hasSpaceToStrip(conversation: readonly ChatMessage[], { answerHasPrefixSpace }: PromptTemplate): boolean {
  const last = conversation.findLast(({ role, content }) => role !== 'assistant' || content !== '');
  return last?.role === 'assistant' ? last.content.endsWith(' ') : answerHasPrefixSpace;
}

/** Finds the control token that opens calls. The engine must show it in the text for calls to be found. */
function findShownTokens({ calls }: AnswerSyntax, { model }: Engine): number[] | undefined {
  const token = calls?.kind === 'control' ? model.vocabulary.controlTokens.get(calls.marker) : undefined;
  return token === undefined ? undefined : [token];
}

/**
 * Adds instructions to the system message. They are the same in every turn, so the engine can reuse its cached prefix.
 */
export function addInstructions(
  messages: readonly ChatMessage[],
  instructions: string | undefined,
): { instructed: readonly ChatMessage[]; added: number } {
  if (instructions === undefined) return { instructed: messages, added: 0 };
  const [first, ...others] = messages;
  if (first?.role !== 'system')
    return { instructed: [{ role: 'system', content: instructions }, ...messages], added: 1 };
  return { instructed: [{ ...first, content: `${first.content}\n\n${instructions}` }, ...others], added: 0 };
}
