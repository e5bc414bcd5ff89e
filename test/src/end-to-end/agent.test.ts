import { describe, expect, it } from '@jest/globals';
import { ChatMixtral } from '@leeward/mixtral-llm';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { createAgent } from 'langchain';
import { z } from 'zod';
import { agentChecks, question } from './agent-checks.js';

describe('an agent with two tools on the scripted engine', () => {
  const engine = new ScriptedEngine(({ prompt }) =>
    // The prompt of the second answer holds the result of the tool.
    Buffer.from(Uint8Array.from(prompt.tokens)).includes('31 degrees')
      ? ['It is', ' 31 degrees.']
      : ['One moment.\n<tool', '_call>\n{"name": "weather", "arg', 'uments": {"city": "Rome"}}\n</tool_call>'],
  );
  agentChecks(() => engine);
});

it('gives an agent its structured response by the native format', async () => {
  const engine = new ScriptedEngine(() => ['{"degrees":', ' 31}']);
  const agent = createAgent({
    model: new ChatMixtral({ engine }),
    tools: [],
    responseFormat: z.object({ degrees: z.number() }),
  });
  const { structuredResponse } = await agent.invoke(question);
  expect(structuredResponse).toEqual({ degrees: 31 });
  expect(engine.requests[0]?.grammar).toContain('degrees');
});
