import { type ToolDefinition } from '../conversation/messages.js';
import { joinParts, templateText, type TextPart } from '../conversation/segments.js';
import { contentPart } from './plain-messages.js';
import { toPythonJson, toPythonString } from './python-json.js';
import { type LocatedToolCall, type ToolTurn } from './tool-turns.js';

/**
 * Writes tools as a JSON list of `{"type": "function", "function": {"name": …, "description": …, "parameters": …}}`.
 * JavaScript moves integer keys to the front of an object, so schemas with such keys do not keep their order.
 */
export function toolsJson(tools: readonly ToolDefinition[]): TextPart[] {
  return toJsonList(
    tools.map(({ name, description = '', parameters = {} }, index) => {
      const definition = JSON.stringify({ type: 'function', function: { name, description, parameters } });
      return [
        { text: toPythonJson(definition) ?? definition, source: 'system', messageIndex: -1, path: `tools[${index}]` },
      ];
    }),
  );
}

/** Writes calls as a JSON list of `{"name": …, "arguments": …}`, for the third template with `"id": …` at the end. */
export function toolCallsJson(calls: readonly LocatedToolCall[], withIds: boolean): TextPart[] {
  return toJsonList(
    calls.map(({ call, messageIndex, callIndex }) => [
      templateText(`{"name": ${toPythonString(call.name)}, "arguments": `),
      {
        text: jsonValue(call.arguments),
        source: 'assistant',
        messageIndex,
        path: `messages[${messageIndex}].toolCalls[${callIndex}].arguments`,
      },
      templateText(withIds ? `, "id": ${toPythonString(call.id)}}` : '}'),
    ]),
  );
}

/** Writes a result for the second template: a list of one `{"name": …, "content": …}`. */
export function namedResultJson(turn: ToolTurn & { role: 'tool' }): TextPart[] {
  return [
    templateText(`[{"name": ${toPythonString(turn.call.name)}, "content": `),
    resultPart(turn),
    templateText('}]'),
  ];
}

/** Writes a result for the third template: `{"content": …, "call_id": …}`. */
export function identifiedResultJson(turn: ToolTurn & { role: 'tool' }): TextPart[] {
  return [
    templateText('{"content": '),
    resultPart(turn),
    templateText(`, "call_id": ${toPythonString(turn.call.id)}}`),
  ];
}

function resultPart({ result, messageIndex }: ToolTurn & { role: 'tool' }): TextPart {
  return { ...contentPart(result, messageIndex), text: jsonValue(result.content) };
}

/** Writes JSON in Python's form, other text as a string, and empty text as an empty object, as mistral-common does. */
function jsonValue(text: string): string {
  return text === '' ? '{}' : (toPythonJson(text) ?? toPythonString(text));
}

function toJsonList(items: readonly (readonly TextPart[])[]): TextPart[] {
  return [templateText('['), ...joinParts(items, ', '), templateText(']')];
}
