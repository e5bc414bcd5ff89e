import { type MessageSource, type RenamedPart, toBodyPath } from '../../completions/chat/moderation/message-sources.js';

export { type MessageSource, nameSource } from '../../completions/chat/moderation/message-sources.js';

const renamedParts: readonly RenamedPart[] = [
  [/^(tools\[\d+\])\.function\.parameters\b/, '$1.input_schema'],
  [/^(tools\[\d+\])\.function\b/, '$1'],
  [/^response_format(?:\.json_schema)?\b/, 'output_config.format'],
  [/^stop\b/, 'stop_sequences'],
];

/** Converts the path of a part of a chat request to the path of its source in the body. Other paths stay as they are. */
export function toSourcePath(path: string, sources: readonly MessageSource[]): string {
  return toBodyPath(path, sources, renamedParts);
}
