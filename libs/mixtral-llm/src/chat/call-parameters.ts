import { type LangSmithParams } from '@langchain/core/language_models/chat_models';
import { type ChatSettings } from './chat-answers.js';
import { answerFormOptionNames, type ChatMixtralCallOptions, mergeGenerationOptions } from '../options/options.js';
import { toOpenAiTools } from '../tools/to-tool-definitions.js';

type CallOptions = Partial<ChatMixtralCallOptions>;

/** All that decides on the answers of a call besides its messages and the loaded file, for caches and tracers. */
export function invocationParams(
  options: CallOptions,
  { defaults, stop, grammarLimits }: ChatSettings,
): Record<string, unknown> {
  const form = answerFormOptionNames.flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...mergeGenerationOptions(options, defaults),
    stop: [...stop, ...(options.stop ?? [])],
    ...(grammarLimits && { grammarLimits }),
    ...Object.fromEntries(form),
    ...(options.tools && { tools: toOpenAiTools(options.tools) }),
  };
}

/** What tracers that follow LangSmith's names read of a call: every key, so that they see what is not set, too. */
export function langSmithParams(options: CallOptions, { engine, defaults, stop }: ChatSettings): LangSmithParams {
  const { temperature, maxTokens } = mergeGenerationOptions(options, defaults);
  const stops = [...stop, ...(options.stop ?? [])];
  return {
    ls_provider: 'leeward',
    ls_model_name: engine.model.id,
    ls_model_type: 'chat',
    ls_temperature: temperature,
    ls_max_tokens: maxTokens,
    ls_stop: stops.length > 0 ? stops : undefined,
  };
}
