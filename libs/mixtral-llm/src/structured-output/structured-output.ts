import { type BaseLanguageModelInput, type StructuredOutputMethodOptions } from '@langchain/core/language_models/base';
import { assembleStructuredOutputPipeline } from '@langchain/core/language_models/structured_output';
import { type BaseMessage } from '@langchain/core/messages';
import { type Runnable } from '@langchain/core/runnables';
import { InvalidOptionError } from '../errors/index.js';
import { type ChatMixtralCallOptions } from '../options/options.js';
import { StructuredAnswerParser } from './structured-answer-parser.js';
import { type StructuredSchema, type StructuredTarget, structuredTarget } from './structured-target.js';

/** How a model is brought to answer with a value. */
type StructuredMethod = 'jsonSchema' | 'functionCalling' | 'jsonMode';

/** The value alone, or beside the answer that it was read from; then null when there is none. */
export type StructuredRunnable<Output> =
  Runnable<BaseLanguageModelInput, Output> | Runnable<BaseLanguageModelInput, { raw: BaseMessage; parsed: Output }>;

/**
 * What `withStructuredOutput` gives.
 *
 * @param bind a model with the options of the method
 * @throws {InvalidOptionError} for a method that is not known
 */
export function structuredOutput<Output extends Record<string, unknown>>(
  schema: StructuredSchema<Output>,
  config: StructuredOutputMethodOptions<boolean>,
  bind: (options: Partial<ChatMixtralCallOptions>) => Runnable<BaseLanguageModelInput>,
): StructuredRunnable<Output> {
  const target = structuredTarget(schema, config.name);
  const method = methodOf(config.method);
  const parser = new StructuredAnswerParser(target, method === 'functionCalling' ? target.name : undefined);
  const format = { kwargs: { method }, schema: target.jsonSchema as Record<string, unknown> };
  const llm = bind({ ...optionsOf(method, target), ls_structured_output_format: format });
  return assembleStructuredOutputPipeline(
    llm,
    parser,
    config.includeRaw,
    config.includeRaw ? 'StructuredOutputRunnable' : 'StructuredOutput',
  );
}

function methodOf(method = 'jsonSchema'): StructuredMethod {
  if (method === 'jsonSchema' || method === 'functionCalling' || method === 'jsonMode') return method;
  throw new InvalidOptionError('method', `is "${method}"`, 'use jsonSchema, functionCalling or jsonMode');
}

function optionsOf(
  method: StructuredMethod,
  { name, description, jsonSchema }: StructuredTarget<unknown>,
): Partial<ChatMixtralCallOptions> {
  switch (method) {
    case 'jsonSchema':
      return { responseFormat: { type: 'json_schema', name, schema: jsonSchema } };
    case 'jsonMode':
      return { responseFormat: { type: 'json_object' } };
    case 'functionCalling': {
      const tool = {
        name,
        description: description ?? 'Takes what was found.',
        parameters: jsonSchema as Record<string, unknown>,
      };
      return { tools: [{ type: 'function', function: tool }], tool_choice: name, parallel_tool_calls: false };
    }
  }
}
