import { ChatPromptTemplate } from '@langchain/core/prompts';
import { ChatMixtral, type Engine } from '@leeward/mixtral-llm';
import { z } from 'zod';

/** The data to extract from a text. Its strings are bounded, so that a small model cannot write without end. */
export const booking = z.object({
  name: z.string().max(30).describe('Who books'),
  guests: z.int().min(1).max(20),
  meal: z.enum(['breakfast', 'lunch', 'dinner']),
});

/** Extracts data by a schema. A grammar limits the model to the schema while it writes, so every answer validates. */
export async function extraction(
  engine: Engine,
  text = 'Hello, this is Anna Berg. I would like a table for four, for dinner on Friday.',
): Promise<z.infer<typeof booking>> {
  const prompt = ChatPromptTemplate.fromMessages([
    ['system', 'Extract the booking from the message.'],
    ['human', '{text}'],
  ]);
  const model = new ChatMixtral({ engine, temperature: 0, maxTokens: 120 }).withStructuredOutput(booking);
  return prompt.pipe(model).invoke({ text });
}
