import { randomUUID } from 'node:crypto';

import { type StructuredToolInterface } from '@langchain/core/tools';
import { toJsonSchema } from '@langchain/core/utils/json_schema';
import { isInteropZodSchema } from '@langchain/core/utils/types';
import { ContentRefusedError, moderateOrThrow, type Moderator } from '@leeward/moderation';

/**
 * Checks that the policy lets the descriptions of tools pass. They come from MCP servers and files of others, and the model
 * reads them with every call.
 *
 * @throws {Error} that names the first tool whose description may not pass, or only with redactions
 */
export async function assertDescriptions(
  tools: readonly StructuredToolInterface[],
  moderator: Moderator,
): Promise<void> {
  for (const { name, description, schema } of tools) {
    const value = JSON.stringify([name, description, isInteropZodSchema(schema) ? toJsonSchema(schema) : schema]);
    const location = { stage: 'tool-result', role: 'tool', path: 'description', requestId: randomUUID() } as const;
    try {
      const moderated = await moderateOrThrow(moderator, { ...location, text: value });
      if (moderated !== value)
        throw new Error(`the policy redacts the description of its tool ${JSON.stringify(name)}`);
    } catch (error) {
      if (!ContentRefusedError.isInstance(error)) throw error;
      throw new Error(
        `the policy refuses the description of its tool ${JSON.stringify(name)}: ${error.verdict.reason}`,
        { cause: error },
      );
    }
  }
}
