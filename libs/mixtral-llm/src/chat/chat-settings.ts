import { type PromptTemplate } from '@leeward/chat-template';
import { type Engine } from '../engine/engine.js';
import { type GrammarLimits } from '../grammar/index.js';
import { ensureGrammarLimits } from '../options/ensure-options.js';
import { type CallLimits, ensureCallLimits, joinLimits } from '../options/call-limits.js';
import { answerFormOptionNames, toModelDefaults } from '../options/generation-options.js';
import {
  type AnswerFormOptions,
  type ChatMixtralCallOptions,
  type ChatMixtralFields,
  type GenerationOptions,
} from '../options/option-types.js';
import { chooseTemplate } from './choose-template.js';

/** Describes the settings of a chat model that apply to each of its answers. */
export interface ChatSettings {
  readonly engine: Engine;
  readonly template: PromptTemplate;
  readonly defaults: GenerationOptions;
  readonly stop: readonly string[];
  readonly grammarLimits?: GrammarLimits | undefined;
  /** Tools and format of calls that name none. */
  readonly form: AnswerFormOptions;
  readonly limits: CallLimits;
  readonly caller?: string | undefined;
}

/**
 * Checks the fields of a chat model and fills up those that are absent.
 *
 * @throws {InvalidOptionError} for an option that is beyond its bounds, or a template that the model does not have
 * @throws {NoChatTemplateError} when the loaded file has no template
 * @throws {TemplateRenderError} of chat-template, when its template is not valid Jinja
 */
export function toChatSettings(fields: ChatMixtralFields): ChatSettings {
  const { engine, stop = [], grammarLimits, signal, timeout, caller } = fields;
  const template = chooseTemplate(engine.model, fields.template);
  const defaults = toModelDefaults(fields);
  ensureGrammarLimits(grammarLimits ?? {});
  ensureCallLimits({ signal, timeout });
  return {
    engine,
    template,
    defaults,
    stop,
    grammarLimits,
    form: pickForm(fields),
    limits: { signal, timeout },
    caller,
  };
}

/** Adds the tools and the format of the model to those of a call, which win. */
export function withModelForm<Options extends AnswerFormOptions>(
  options: Options,
  { form }: Pick<ChatSettings, 'form'>,
): Options & AnswerFormOptions {
  const own = pickForm(options);
  const { responseFormat, response_format: openAiFormat, ...others } = form;
  // Either form of a format takes the place of the other one.
  const hasFormat = own.responseFormat !== undefined || own.response_format !== undefined;
  return { ...options, ...others, ...(!hasFormat && { responseFormat, response_format: openAiFormat }), ...own };
}

/** Adds the fields of the model to the options of a call, which win. Both limits hold: they become one signal. */
export function withModelFields(
  options: Partial<ChatMixtralCallOptions>,
  settings: ChatSettings,
): Partial<ChatMixtralCallOptions> {
  const { timeout, signal, ...others } = options;
  return {
    ...withModelForm(others, settings),
    caller: options.caller ?? settings.caller,
    signal: joinLimits(settings.limits, { signal, timeout }),
  };
}

function pickForm(options: AnswerFormOptions): AnswerFormOptions {
  const entries = answerFormOptionNames.map((name) => [name, options[name]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
