import { expect, it } from '@jest/globals';
import { ChatMixtral } from '@leeward/mixtral-llm';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { createAgent } from 'langchain';
import { z } from 'zod';

it('gives an agent its structured response by the native format', async () => {
  const engine = new ScriptedEngine(() => ['{"degrees":', ' 31}']);
  const agent = createAgent({
    model: new ChatMixtral({ engine }),
    tools: [],
    responseFormat: z.object({ degrees: z.number() }),
  });
  const { structuredResponse } = await agent.invoke({
    messages: [{ role: 'user', content: 'How warm is it in Rome?' }],
  });
  expect(structuredResponse).toEqual({ degrees: 31 });
  expect(engine.requests[0]?.grammar).toContain('degrees');
});
