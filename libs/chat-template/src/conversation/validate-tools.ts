import { InvalidConversationError } from '../errors/chat-template-errors.js';
import { type PromptOptions } from './prompt-options.js';

/** Checks the name of a tool, by the rule of mistral-common and of the OpenAI API. */
export function isToolName(name: string): boolean {
  return /^[a-zA-Z0-9_-]{1,64}$/.test(name);
}

/**
 * Checks that the names of the tools are usable, and that the choice names one of them.
 *
 * @throws {InvalidConversationError} when they are not
 */
export function checkToolOptions({ tools = [], toolChoice }: PromptOptions): void {
  const names = new Set<string>();
  for (const [index, { name }] of tools.entries()) {
    if (!isToolName(name)) {
      throw new InvalidConversationError(
        'INVALID_TOOL_NAME',
        -1,
        `The name of tool ${index} is not 1 to 64 letters, digits, underscores or dashes: rename it.`,
      );
    }
    if (names.has(name)) {
      throw new InvalidConversationError(
        'DUPLICATE_TOOL_NAME',
        -1,
        `Tool ${index} has the name of an earlier tool: rename one of them.`,
      );
    }
    names.add(name);
  }
  if (toolChoice === undefined || toolChoice === 'auto' || toolChoice === 'none') return;
  if (toolChoice === 'required' ? names.size > 0 : names.has(toolChoice.name)) return;
  throw new InvalidConversationError(
    'UNKNOWN_TOOL_CHOICE',
    -1,
    'The tool choice asks for a tool that is not among the tools: add the tool, or change the choice.',
  );
}
