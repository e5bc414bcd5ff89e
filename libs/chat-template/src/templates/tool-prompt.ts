import { type ToolCall, type ToolDefinition } from '../conversation/messages.js';
import { type PromptOptions } from '../conversation/prompt-options.js';
import { templateText, type TextPart } from '../conversation/segments.js';
import { taggedToolCalls, toolResultTags } from '../tool-calls/tool-call-syntax.js';

const { open, close } = taggedToolCalls;

/**
 * Describes in plain text the tools that a model may call, and how to call them. It stands in the system text, so that it
 * stays the same from turn to turn. Definitions are the caller's text, not the template's.
 *
 * @returns no parts when no tool may be called
 */
export function toolPrompt({ tools = [], toolChoice, parallelToolCalls = true }: PromptOptions): TextPart[] {
  if (tools.length === 0 || toolChoice === 'none') return [];
  const several = parallelToolCalls
    ? 'To call several tools, write one such block after the other.'
    : 'Call one tool at a time.';
  return [
    templateText('You can call tools. Each line describes one tool as JSON:\n'),
    ...tools.flatMap((tool, index) => [definitionText(tool, index), templateText('\n')]),
    templateText(
      '\nTo call a tool, answer with its name and its arguments as JSON, exactly in this form:\n' +
        `${open}\n{"name": "the tool", "arguments": {"an argument": "its value"}}\n${close}\n` +
        `${several} The results come back between ${toolResultTags.open} name="the tool"> and ${toolResultTags.close}. ` +
        'When no tool helps, answer in plain words.',
    ),
  ];
}

/** Tells the model which tool to call, at the end of the last turn. Empty when the model is free to choose. */
export function toolChoicePrompt({ toolChoice = 'auto' }: PromptOptions): string {
  if (toolChoice === 'auto' || toolChoice === 'none') return '';
  return toolChoice === 'required' ? 'Answer with a tool call.' : `Answer with a call of the tool ${toolChoice.name}.`;
}

/** Writes a call as the model itself would. */
export function toolCallText(call: ToolCall, messageIndex: number, callIndex: number): TextPart[] {
  const argumentsPart: TextPart = {
    text: call.arguments.trim() === '' ? '{}' : call.arguments,
    source: 'assistant',
    messageIndex,
    path: `messages[${messageIndex}].toolCalls[${callIndex}].arguments`,
  };
  return [templateText(`${open}\n{"name": "${call.name}", "arguments": `), argumentsPart, templateText(`}\n${close}`)];
}

/** Writes the result of a call, between its tags. */
export function toolResultText(name: string, result: TextPart): TextPart[] {
  return [templateText(`${toolResultTags.open} name="${name}">\n`), result, templateText(`\n${toolResultTags.close}`)];
}

function definitionText({ name, description, parameters = {} }: ToolDefinition, index: number): TextPart {
  const text = JSON.stringify({ name, description, parameters });
  return { text, source: 'system', messageIndex: -1, path: `tools[${index}]` };
}
