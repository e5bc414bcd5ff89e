import { type ToolDefinition as OpenAiTool } from '@langchain/core/language_models/base';
import { type BindToolsInput } from '@langchain/core/language_models/chat_models';
import { convertToOpenAITool, isLangChainTool } from '@langchain/core/utils/function_calling';
import { type ToolDefinition } from '@leeward/chat-template';
import { UnsupportedToolError } from '../errors/index.js';
import { isObject, withoutDialect } from '../grammar/index.js';

/**
 * Converts tools to the definitions that prompts and grammars need: name, description and schema.
 *
 * @param tools structured tools, their parameters alone, runnables converted to tools, or OpenAI's definitions
 * @throws {UnsupportedToolError} for anything else, with its index in the list
 */
export function toToolDefinitions(tools: readonly BindToolsInput[]): ToolDefinition[] {
  return tools.map(toToolDefinition);
}

/** Converts tools to OpenAI's form, which is plain JSON. @throws as `toToolDefinitions` */
export function toOpenAiTools(tools: readonly BindToolsInput[]): OpenAiTool[] {
  const strict = new Set(findStrictTools(tools));
  return toToolDefinitions(tools).map((tool) => ({
    type: 'function',
    function: { parameters: {}, ...tool, ...(strict.has(tool.name) && { strict: true }) },
  }));
}

/** Lists the names of the tools that are strict, in OpenAI's form: their grammar must enforce the whole schema. */
export function findStrictTools(tools: readonly BindToolsInput[]): string[] {
  return tools.flatMap((tool) => {
    const definition = isObject(tool) ? tool['function'] : undefined;
    return isObject(definition) && definition['strict'] === true ? [String(definition['name'])] : [];
  });
}

function toToolDefinition(tool: BindToolsInput, index: number): ToolDefinition {
  const definition = toFunctionDefinition(tool, index);
  const { name, description, parameters } = definition;
  if (typeof name !== 'string' || name === '')
    throw new UnsupportedToolError(`Tool ${index}`, 'has no name', 'give it one');
  if (parameters !== undefined && !isObject(parameters)) {
    throw new UnsupportedToolError(
      `Tool "${name}"`,
      'has parameters that are no JSON Schema object',
      'give a zod object, or {"type": "object", …}',
    );
  }
  return {
    name,
    ...(typeof description === 'string' && { description }),
    ...(parameters !== undefined && { parameters: withoutDialect(parameters) }),
  };
}

function toFunctionDefinition(tool: BindToolsInput, index: number): Readonly<Record<string, unknown>> {
  const openAi: unknown = isLangChainTool(tool) ? toOpenAiTool(tool, index) : tool;
  if (isObject(openAi) && openAi['type'] === 'function' && isObject(openAi['function'])) return openAi['function'];
  throw new UnsupportedToolError(
    `Tool ${index}`,
    'has a form that is not known',
    "give a LangChain tool, or OpenAI's { type: 'function', function: { name, … } }",
  );
}

function toOpenAiTool(tool: BindToolsInput, index: number): unknown {
  try {
    return convertToOpenAITool(tool);
  } catch (error) {
    const advice = 'use a schema without transforms and without types that JSON does not have';
    throw new UnsupportedToolError(`Tool ${index}`, 'has a schema that JSON Schema cannot express', advice, error);
  }
}
