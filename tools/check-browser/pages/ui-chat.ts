import { createElement, Fragment, type ReactNode, useState } from 'react';
import { useChat } from '@ai-sdk/react';
import { DefaultChatTransport } from 'ai';
import { asked, button, output, show } from './page.js';

/** Shows an agent with the hook `useChat` of the AI SDK. */
function ChatPage(): ReactNode {
  const [id] = useState(() => asked.thread ?? crypto.randomUUID());
  const chat = useChat({ id, transport: new DefaultChatTransport({ api: `${asked.server}/v1/agents/chat/chat` }) });
  const parts = chat.messages.flatMap((message) => message.parts);
  return createElement(
    Fragment,
    null,
    output('thread', id),
    output('loading', chat.status === 'submitted' || chat.status === 'streaming'),
    output(
      'messages',
      chat.messages.map(({ role, parts: own }) => ({
        type: role === 'user' ? 'human' : 'ai',
        text: own.map((part) => (part.type === 'text' ? part.text : '')).join(''),
      })),
    ),
    output(
      'calls',
      parts.flatMap((part) => (part.type === 'dynamic-tool' ? [part.toolName] : [])),
    ),
    output('interrupt', parts.find(({ type }) => type === 'data-interrupt') ?? null),
    output('error', chat.error === undefined ? null : String(chat.error)),
    button('send', ({ text }) => chat.sendMessage({ text: text ?? '' })),
    button('approve', () => chat.sendMessage(undefined, { body: { resume: { decisions: [{ type: 'approve' }] } } })),
    button('stop', () => chat.stop()),
  );
}

show(ChatPage);
