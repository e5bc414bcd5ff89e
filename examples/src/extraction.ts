import { ChatPromptTemplate } from '@langchain/core/prompts';
import { ChatMixtral, type Engine } from '@leeward/mixtral-llm';
import { z } from 'zod';

/** What is looked for in a text. Bounded strings, so that a small model cannot write on and on. */
export const booking = z.object({
  name: z.string().max(30).describe('Who books'),
  guests: z.int().min(1).max(20),
  meal: z.enum(['breakfast', 'lunch', 'dinner']),
});

/** Structured extraction: while the model writes, a grammar holds it to the schema, so that every answer validates. */
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
