import { createElement, Fragment, type ReactNode, useState } from 'react';
import { type Message } from '@langchain/langgraph-sdk';
import { useStream } from '@langchain/langgraph-sdk/react';
import { asked, button, output, show } from './page.js';

/** Shows an agent with the hook of `@langchain/langgraph-sdk`, which Agent Chat UI uses. */
function AgentPage(): ReactNode {
  const [thread, setThread] = useState<string | null>(asked.thread ?? null);
  const stream = useStream<{ messages: Message[] }>({
    apiUrl: asked.server,
    apiKey: 'lsv2_test',
    assistantId: 'chat',
    threadId: thread,
    onThreadId: setThread,
    fetchStateHistory: true,
    reconnectOnMount: true,
  });
  const [first] = stream.messages;
  const metadata = first === undefined ? undefined : stream.getMessagesMetadata(first);
  const checkpoint = metadata?.firstSeenState?.parent_checkpoint ?? undefined;
  const options = { streamMode: ['values' as const], streamSubgraphs: true, streamResumable: true };
  const say = (text: string | undefined): { messages: Message[] } => ({
    messages: [{ type: 'human', content: text ?? '' }],
  });
  return createElement(
    Fragment,
    null,
    output('thread', thread),
    output('loading', stream.isLoading),
    output(
      'messages',
      stream.messages.map(({ type, content }) => ({ type, text: content })),
    ),
    output(
      'calls',
      stream.messages.flatMap((message) =>
        message.type === 'ai' ? (message.tool_calls ?? []).map(({ name }) => name) : [],
      ),
    ),
    output('interrupt', stream.interrupt ?? null),
    output('checkpoint', checkpoint?.checkpoint_id ?? null),
    output('branches', metadata?.branchOptions ?? null),
    output('error', stream.error === undefined ? null : String(stream.error)),
    button('send', ({ text }) => stream.submit(say(text), options)),
    button('edit', ({ text }) => stream.submit(say(text), { ...options, checkpoint })),
    button('approve', () =>
      stream.submit(undefined, { ...options, command: { resume: { decisions: [{ type: 'approve' }] } } }),
    ),
    button('stop', () => stream.stop()),
  );
}

show(AgentPage);
