import { createElement, Fragment, type ReactNode, useState } from 'react';
import { HumanMessage } from '@langchain/core/messages';
import { useMessageMetadata, useStream } from '@langchain/react';
import { asked, button, output, show } from './page.js';

interface State {
  readonly messages: readonly unknown[];
}

/** Shows an agent with the hook of `@langchain/react`, which speaks protocol v2. */
function AgentPage(): ReactNode {
  const [thread, setThread] = useState<string | null>(asked.thread ?? null);
  const stream = useStream<State>({
    apiUrl: asked.server,
    assistantId: 'chat',
    threadId: thread,
    onThreadId: setThread,
  });
  const firstId = stream.messages[0]?.id;
  const metadata = useMessageMetadata(stream, firstId ?? '');
  const say = (text: string | undefined): State => ({ messages: [new HumanMessage(text ?? '')] });
  return createElement(
    Fragment,
    null,
    output('thread', thread),
    output('loading', stream.isLoading),
    output(
      'messages',
      stream.messages.map((message) => ({ type: message.type, text: message.text })),
    ),
    output(
      'calls',
      stream.toolCalls.map(({ name }) => name),
    ),
    output('interrupt', stream.interrupt ?? null),
    output('checkpoint', metadata?.parentCheckpointId ?? null),
    output('error', stream.error === undefined ? null : String(stream.error)),
    button('send', ({ text }) => stream.submit(say(text))),
    button('edit', async ({ text }) => {
      // The metadata of a message names the checkpoint before the latest step, and not the one before the message.
      const history = await stream.client.threads.getHistory<State>(thread ?? '');
      const before = history.findLast(({ values }) => values.messages.length === 0);
      await stream.submit(say(text), { forkFrom: before?.checkpoint.checkpoint_id ?? '' });
    }),
    button('approve', () => stream.respond({ decisions: [{ type: 'approve' }] })),
    button('stop', () => stream.stop()),
  );
}

show(AgentPage);
