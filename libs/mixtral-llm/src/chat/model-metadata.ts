import { type LangSmithParams } from '@langchain/core/language_models/chat_models';
import { type ModelProfile } from '@langchain/core/language_models/profile';
import { answerFormOptionNames, toInvocationParams } from '../options/generation-options.js';
import { type ChatMixtralCallOptions } from '../options/option-types.js';
import { toOpenAiTools } from '../tools/to-tool-definitions.js';
import { type ChatSettings } from './chat-settings.js';

/** Describes the abilities and limits of a loaded model, for LangChain's middleware and agents. */
export function toModelProfile({ engine, defaults }: ChatSettings): ModelProfile {
  // One position of the context stays free, and a prompt or an answer has at least one token.
  const maxTokens = engine.model.contextSize - 2;
  return {
    maxInputTokens: maxTokens,
    maxOutputTokens: Math.min(maxTokens, defaults.maxTokens ?? Infinity),
    // Grammars hold calls and JSON to their schemas, whatever the model was trained for.
    toolCalling: true,
    toolChoice: true,
    structuredOutput: true,
    reasoningOutput: false,
    imageInputs: false,
    imageUrlInputs: false,
    imageToolMessage: false,
    pdfInputs: false,
    pdfToolMessage: false,
    audioInputs: false,
    videoInputs: false,
    imageOutputs: false,
    audioOutputs: false,
    videoOutputs: false,
  };
}

/** Lists all options that change the answer of a call, for caches and tracers. */
export function toChatInvocationParams(
  options: Partial<ChatMixtralCallOptions>,
  { defaults, stop, grammarLimits }: ChatSettings,
): Record<string, unknown> {
  const form = answerFormOptionNames.flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...toInvocationParams(options, defaults, stop),
    ...(grammarLimits && { grammarLimits }),
    ...Object.fromEntries(form),
    ...(options.tools && { tools: toOpenAiTools(options.tools) }),
  };
}

/** Describes a call by LangSmith's names. An option that is not set has the value undefined. */
export function toLangSmithParams(
  options: Partial<ChatMixtralCallOptions>,
  { engine, defaults, stop }: ChatSettings,
): LangSmithParams {
  const { temperature, maxTokens, stop: stops } = toInvocationParams(options, defaults, stop);
  return {
    ls_provider: 'leeward',
    ls_model_name: engine.model.id,
    ls_model_type: 'chat',
    ls_temperature: temperature,
    ls_max_tokens: maxTokens,
    ls_stop: stops.length > 0 ? stops : undefined,
  };
}
