import { type ChatMixtral } from '@leeward/mixtral-llm';
import { type IgnoredField } from '../../compatibility/ignored-fields.js';
import { type ChatRequestMessage } from './schema/chat-message.schema.js';

/** Finds the names of authors that the template of a model does not write. A tool's result has the name of its call in any case. */
export function findUnsaidNames(
  messages: readonly ChatRequestMessage[],
  { template }: Pick<ChatMixtral, 'template'>,
): readonly IgnoredField[] {
  const index = messages.findIndex(
    ({ name, role }) => name !== undefined && !(template.writesNames && role !== 'tool'),
  );
  return index < 0 ? [] : [{ field: 'messages.name', param: `messages[${index}].name` }];
}
