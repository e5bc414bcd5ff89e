import { type BaseLanguageModelInput, type StructuredOutputMethodOptions } from '@langchain/core/language_models/base';
import { assembleStructuredOutputPipeline } from '@langchain/core/language_models/structured_output';
import { type BaseMessage } from '@langchain/core/messages';
import { type Runnable } from '@langchain/core/runnables';
import { InvalidOptionError } from '../errors/index.js';
import { type ChatMixtralCallOptions } from '../options/option-types.js';
import { StructuredAnswerParser } from './structured-answer-parser.js';
import { type StructuredSchema, type StructuredTarget, toStructuredTarget } from './structured-target.js';

/** Names the ways to make a model answer with a value. */
type StructuredMethod = 'jsonSchema' | 'functionCalling' | 'jsonMode';

/** Returns the value alone, or `{ raw, parsed }`, where `parsed` is null when there is no value. */
export type StructuredRunnable<Output> =
  Runnable<BaseLanguageModelInput, Output> | Runnable<BaseLanguageModelInput, { raw: BaseMessage; parsed: Output }>;

/**
 * Builds the runnable of `withStructuredOutput`.
 *
 * @param bind returns the model with the options of the method bound
 * @throws {InvalidOptionError} for a method that is not known
 */
export function structuredOutput<Output extends Record<string, unknown>>(
  schema: StructuredSchema<Output>,
  config: StructuredOutputMethodOptions<boolean>,
  bind: (options: Partial<ChatMixtralCallOptions>) => Runnable<BaseLanguageModelInput>,
): StructuredRunnable<Output> {
  const target = toStructuredTarget(schema, config.name);
  const method = toMethod(config.method);
  const parser = new StructuredAnswerParser(target, method === 'functionCalling' ? target.name : undefined);
  const format = { kwargs: { method }, schema: target.jsonSchema as Record<string, unknown> };
  const llm = bind({ ...toCallOptions(method, target, config.strict === true), ls_structured_output_format: format });
  return assembleStructuredOutputPipeline(
    llm,
    parser,
    config.includeRaw,
    config.includeRaw ? 'StructuredOutputRunnable' : 'StructuredOutput',
  );
}

function toMethod(method = 'jsonSchema'): StructuredMethod {
  if (method === 'jsonSchema' || method === 'functionCalling' || method === 'jsonMode') return method;
  throw new InvalidOptionError('method', `is "${method}"`, 'use jsonSchema, functionCalling or jsonMode');
}

function toCallOptions(
  method: StructuredMethod,
  { name, description, jsonSchema }: StructuredTarget<unknown>,
  strict: boolean,
): Partial<ChatMixtralCallOptions> {
  switch (method) {
    case 'jsonSchema':
      return { responseFormat: { type: 'json_schema', name, schema: jsonSchema, ...(strict && { strict }) } };
    case 'jsonMode':
      return { responseFormat: { type: 'json_object' } };
    case 'functionCalling': {
      const tool = {
        name,
        description: description ?? 'Takes what was found.',
        parameters: jsonSchema as Record<string, unknown>,
        ...(strict && { strict }),
      };
      return { tools: [{ type: 'function', function: tool }], tool_choice: name, parallel_tool_calls: false };
    }
  }
}
