import { type ToolDefinition } from '../conversation/messages.js';
import { contentPart } from './plain-messages.js';
import { pythonJson, pythonString } from './python-json.js';
import { joinParts, templateText, type TextPart } from '../conversation/segments.js';
import { type PlacedToolCall, type ToolTurn } from './tool-turns.js';

/**
 * The tools as JSON, a list of `{"type": "function", "function": {"name": …, "description": …, "parameters": …}}`.
 * JavaScript moves keys that are numbers to the front of an object, so that schemas with such keys cannot keep their order.
 */
export function toolsJson(tools: readonly ToolDefinition[]): TextPart[] {
  return listOf(
    tools.map(({ name, description = '', parameters = {} }, index) => {
      const definition = JSON.stringify({ type: 'function', function: { name, description, parameters } });
      return [
        { text: pythonJson(definition) ?? definition, source: 'system', messageIndex: -1, path: `tools[${index}]` },
      ];
    }),
  );
}

/** The calls as JSON, a list of `{"name": …, "arguments": …}`, from the third template on with `"id": …` at the end. */
export function toolCallsJson(calls: readonly PlacedToolCall[], withIds: boolean): TextPart[] {
  return listOf(
    calls.map(({ call, messageIndex, callIndex }) => [
      templateText(`{"name": ${pythonString(call.name)}, "arguments": `),
      {
        text: jsonValue(call.arguments),
        source: 'assistant',
        messageIndex,
        path: `messages[${messageIndex}].toolCalls[${callIndex}].arguments`,
      },
      templateText(withIds ? `, "id": ${pythonString(call.id)}}` : '}'),
    ]),
  );
}

/** The second template's form of a result: a list of one `{"name": …, "content": …}`. */
export function namedResultJson(turn: ToolTurn & { role: 'tool' }): TextPart[] {
  return [templateText(`[{"name": ${pythonString(turn.call.name)}, "content": `), resultPart(turn), templateText('}]')];
}

/** The third template's form of a result: `{"content": …, "call_id": …}`. */
export function identifiedResultJson(turn: ToolTurn & { role: 'tool' }): TextPart[] {
  return [templateText('{"content": '), resultPart(turn), templateText(`, "call_id": ${pythonString(turn.call.id)}}`)];
}

function resultPart({ result, messageIndex }: ToolTurn & { role: 'tool' }): TextPart {
  return { ...contentPart(result, messageIndex), text: jsonValue(result.content) };
}

/** JSON as it is, in Python's spelling; other text as a string; nothing as an empty object, as mistral-common has it. */
function jsonValue(text: string): string {
  return text === '' ? '{}' : (pythonJson(text) ?? pythonString(text));
}

function listOf(items: readonly (readonly TextPart[])[]): TextPart[] {
  return [templateText('['), ...joinParts(items, ', '), templateText(']')];
}
