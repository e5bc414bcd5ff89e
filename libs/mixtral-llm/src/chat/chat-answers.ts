import { type BaseMessage } from '@langchain/core/messages';
import { type EncodedPrompt, type PromptTemplate } from '@leeward/chat-template';
import { type AnswerForm, toAnswerForm } from './answer-form.js';
import { type AnswerPart, answerParts } from '../convert/answer-parts.js';
import { toChoiceRequests } from '../convert/choices.js';
import { type Engine, type GenerationPart, type GenerationRequest } from '../engine/engine.js';
import { choiceCount, ensureOneChoice, joinStop } from '../options/generation-options.js';
import { GrammarCompiler, type GrammarLimits } from '../grammar/index.js';
import {
  type AnswerFormOptions,
  type ChatMixtralCallOptions,
  type GenerationOptions,
  mergeGenerationOptions,
} from '../options/options.js';
import { preparePrompt, prepareRequest } from './prepare-request.js';

/** What a model brings to each of its answers. */
export interface ChatSettings {
  readonly engine: Engine;
  readonly template: PromptTemplate;
  readonly defaults: GenerationOptions;
  readonly stop: readonly string[];
  readonly grammarLimits?: GrammarLimits | undefined;
}

/** Of all models: a grammar depends on nothing of them that a request does not say. */
const grammars = new GrammarCompiler();

type CallOptions = Partial<ChatMixtralCallOptions>;

/** From messages and options to the parts of answers: what `ChatMixtral` does below LangChain's methods. */
export class ChatAnswers {
  readonly #settings: ChatSettings;

  constructor(settings: ChatSettings) {
    this.#settings = settings;
  }

  /** Says early what is wrong with tools and formats. @throws as `answerFormOf`, and {UnsupportedSchemaError} */
  check(options: AnswerFormOptions): void {
    const { grammar } = this.#formOf(options);
    if (grammar) grammars.compileNow(grammar);
  }

  async prompt(messages: readonly BaseMessage[], options: AnswerFormOptions): Promise<EncodedPrompt> {
    return preparePrompt(messages, { ...this.#settings, form: this.#formOf(options) });
  }

  /** One answer, calls of tools as the text that they are. */
  async *parts(messages: readonly BaseMessage[], options: CallOptions): AsyncGenerator<GenerationPart> {
    yield* this.#settings.engine.generate(await this.#oneRequest(messages, options, this.#formOf(options)));
  }

  /** One answer. */
  async *answer(messages: readonly BaseMessage[], options: CallOptions): AsyncGenerator<AnswerPart> {
    const form = this.#formOf(options);
    yield* answerParts(this.#settings.engine.generate(await this.#oneRequest(messages, options, form)), form.reading);
  }

  /** As many answers as are asked for. */
  async choices(messages: readonly BaseMessage[], options: CallOptions): Promise<AsyncGenerator<AnswerPart>[]> {
    const form = this.#formOf(options);
    const count = choiceCount(mergeGenerationOptions(options, this.#settings.defaults));
    const requests = toChoiceRequests(await this.#request(messages, options, form), count);
    return requests.map((request) => answerParts(this.#settings.engine.generate(request), form.reading));
  }

  #formOf(options: AnswerFormOptions): AnswerForm {
    const { grammarLimits, template } = this.#settings;
    return toAnswerForm({ ...options, grammarLimits: options.grammarLimits ?? grammarLimits }, template);
  }

  async #oneRequest(
    messages: readonly BaseMessage[],
    options: CallOptions,
    form: AnswerForm,
  ): Promise<GenerationRequest> {
    ensureOneChoice(
      mergeGenerationOptions(options, this.#settings.defaults),
      'use generate or streamChoices for several',
    );
    return this.#request(messages, options, form);
  }

  async #request(messages: readonly BaseMessage[], options: CallOptions, form: AnswerForm): Promise<GenerationRequest> {
    const { engine, template, defaults, stop } = this.#settings;
    const generation = mergeGenerationOptions(options, defaults);
    const { signal, caller } = options;
    return prepareRequest(messages, {
      engine,
      template,
      form,
      grammars,
      generation,
      stop: joinStop(stop, options.stop),
      signal,
      caller,
    });
  }
}
