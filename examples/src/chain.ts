import { StringOutputParser } from '@langchain/core/output_parsers';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { ChatMixtral, type Engine } from '@leeward/mixtral-llm';
import { createModerator } from '@leeward/moderation';
import { ModeratedChatModel } from '@leeward/moderation/langchain';

/**
 * Runs a chain of a prompt template, a model behind the moderation stage, and a parser. The input is moderated before the model
 * reads it, and the output before the chain returns it.
 */
export async function chain(engine: Engine, country = 'France'): Promise<string> {
  const prompt = ChatPromptTemplate.fromMessages([
    ['system', 'Answer in one short sentence.'],
    ['human', 'What is the capital of {country}?'],
  ]);
  const model = new ModeratedChatModel({
    model: new ChatMixtral({ engine, temperature: 0, maxTokens: 40 }),
    moderator: createModerator(),
  });
  return prompt.pipe(model).pipe(new StringOutputParser()).invoke({ country });
}
