import { type PromptTemplate } from '@leeward/chat-template';
import { type Engine } from '../engine/engine.js';
import { type GrammarLimits } from '../grammar/index.js';
import { ensureGrammarLimits } from '../options/ensure-options.js';
import { toModelDefaults } from '../options/generation-options.js';
import { type ChatMixtralFields, type GenerationOptions } from '../options/option-types.js';
import { chooseTemplate } from './choose-template.js';

/** Describes the settings of a chat model that apply to each of its answers. */
export interface ChatSettings {
  readonly engine: Engine;
  readonly template: PromptTemplate;
  readonly defaults: GenerationOptions;
  readonly stop: readonly string[];
  readonly grammarLimits?: GrammarLimits | undefined;
}

/**
 * Checks the fields of a chat model and fills up those that are absent.
 *
 * @throws {InvalidOptionError} for an option that is beyond its bounds
 * @throws {NoChatTemplateError} when the loaded file has no template
 * @throws {TemplateRenderError} of chat-template, when its template is not valid Jinja
 */
export function toChatSettings(fields: ChatMixtralFields): ChatSettings {
  const { engine, stop = [], grammarLimits } = fields;
  const template = chooseTemplate(engine.model);
  const defaults = toModelDefaults(fields);
  ensureGrammarLimits(grammarLimits ?? {});
  return { engine, template, defaults, stop, grammarLimits };
}
