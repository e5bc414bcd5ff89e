import { type ToolChoice as LangChainToolChoice } from '@langchain/core/language_models/chat_models';
import { type ToolChoice, type ToolDefinition } from '@leeward/chat-template';
import { UnsupportedToolError } from '../errors/index.js';
import { isObject } from '../grammar/index.js';

/**
 * Converts a tool choice from any form that LangChain's providers accept: `auto`, `none`, `any` or `required`, the name of a
 * tool, or OpenAI's object.
 *
 * @throws {UnsupportedToolError} for a choice that is not known, or that asks for a tool that is not offered
 */
export function toToolChoice(choice: LangChainToolChoice | undefined, tools: readonly ToolDefinition[]): ToolChoice {
  if (choice === undefined || choice === 'auto' || choice === 'none') return choice ?? 'auto';
  if (choice === 'any' || choice === 'required') {
    if (tools.length > 0) return 'required';
    throw new UnsupportedToolError(
      'The tool choice',
      `is "${choice}", and no tool is offered`,
      'add a tool, or leave the choice out',
    );
  }
  const name = readToolName(choice);
  if (tools.some((tool) => tool.name === name)) return { name };
  const offered = tools.map((tool) => tool.name).join(', ') || 'none';
  throw new UnsupportedToolError(
    'The tool choice',
    `asks for the tool "${name}", which is not offered`,
    `choose one of these: ${offered}`,
  );
}

function readToolName(choice: LangChainToolChoice): string {
  if (typeof choice === 'string') return choice;
  const named: unknown = isObject(choice['function']) ? choice['function']['name'] : choice['name'];
  if (typeof named === 'string') return named;
  throw new UnsupportedToolError(
    'The tool choice',
    'has a form that is not known',
    "use auto, none, any, required, a name, or { type: 'function', function: { name } }",
  );
}
