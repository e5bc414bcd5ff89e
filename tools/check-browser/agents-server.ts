import 'reflect-metadata';

import { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { openAgentStorage } from '@leeward/agents';
import { AgentsModule } from '@leeward/agents/nest';
import { createModerator } from '@leeward/moderation';
import { moderationMiddleware } from '@leeward/moderation/langchain';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createAgent, humanInTheLoopMiddleware, tool } from 'langchain';
import { z } from 'zod';
import { type RuleAnswer, RuleChatModel } from '../../libs/agents/src/testing/rule-chat-model.js';

/** Milliseconds between two pieces of an answer. */
const pieceMilliseconds = 25;

/** The number of the words of a long answer. */
export const longAnswerWords = 400;

/** Answers slowly enough that a browser sees the pieces. */
class SlowChatModel extends RuleChatModel {
  override async *_streamResponseChunks(
    ...given: Parameters<RuleChatModel['_streamResponseChunks']>
  ): ReturnType<RuleChatModel['_streamResponseChunks']> {
    for await (const chunk of super._streamResponseChunks(...given)) {
      await sleep(pieceMilliseconds, undefined, { signal: given[1].signal });
      yield chunk;
    }
  }
}

/** Calls a tool for `mail:…`, tells a long story for `story`, and repeats other words. */
function answer(messages: readonly BaseMessage[]): RuleAnswer {
  const last = messages.at(-1);
  if (ToolMessage.isInstance(last)) return { pieces: ['Result: ', last.text] };
  const asked = messages.findLast((message) => HumanMessage.isInstance(message))?.text ?? '';
  if (asked === 'story') return { pieces: Array.from({ length: longAnswerWords }, (_, index) => `word${index} `) };
  if (!asked.startsWith('mail:')) return { pieces: ['You', ' said', `: ${asked}`] };
  const call = { id: `call-${messages.length}`, name: 'send_mail', args: { text: asked.slice(5) } };
  return { pieces: [], toolCalls: [call] };
}

/** Starts a server with the agent `chat`, which asks before it sends a mail. */
export async function startAgentsServer(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const moderator = createModerator();
  const sendMail = tool(({ text }) => `sent ${text}`, {
    name: 'send_mail',
    description: 'Sends a mail.',
    schema: z.object({ text: z.string() }),
  });
  const chat = createAgent({
    model: new SlowChatModel(answer),
    tools: [sendMail],
    middleware: [moderationMiddleware({ moderator }), humanInTheLoopMiddleware({ interruptOn: { send_mail: true } })],
  });
  const storage = await openAgentStorage();
  class AgentsApp {}
  Module({
    imports: [AgentsModule.forRoot({ agents: { chat }, storage, moderator, stopMilliseconds: 500 })],
  })(AgentsApp);
  const app = await NestFactory.create(AgentsApp, { logger: false });
  app.enableCors({ origin: '*', exposedHeaders: ['content-location', 'location', 'x-pagination-total'] });
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as { address: () => AddressInfo }).address();
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      await app.close();
      await storage.close();
    },
  };
}
