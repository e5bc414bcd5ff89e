import { ToolInputParsingException } from '@langchain/core/tools';
import { Validator } from '@langchain/core/utils/json_schema';
import { interopParseAsync, isInteropZodSchema } from '@langchain/core/utils/types';

/**
 * Validates the arguments of a tool as LangChain does.
 * @param shown the arguments as errors show them, with placeholders
 * @returns the arguments as the schema converts them
 * @throws {ToolInputParsingException} for arguments that the schema refuses.
 */
export async function parseToolArguments(schema: unknown, args: unknown, shown: unknown): Promise<unknown> {
  const refusal = new ToolInputParsingException(
    'Received tool input did not match expected schema',
    JSON.stringify(shown),
  );
  if (isInteropZodSchema(schema)) {
    try {
      return await interopParseAsync(schema, args);
    } catch {
      // The error of the schema may repeat a value.
      throw refusal;
    }
  }
  if (typeof schema !== 'object' || schema === null) return args;
  if (!new Validator(schema).validate(args).valid) throw refusal;
  return args;
}
