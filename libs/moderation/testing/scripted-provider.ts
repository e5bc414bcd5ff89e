import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** The answer of the served model to one request. */
export interface ProviderTurn {
  readonly pieces: readonly string[];
  readonly toolCalls?: readonly {
    readonly id: string;
    readonly name: string;
    readonly args: Record<string, unknown>;
  }[];
  /** The texts of more choices, in an answer that is not streamed. */
  readonly otherChoices?: readonly string[];
  /** Continues the stream with words until the client leaves. */
  readonly isEndless?: boolean;
}

/** The wire format of a provider: the frames of a stream, and a whole answer. */
interface Protocol {
  readonly contentType: string;
  readonly frames: (turn: ProviderTurn) => readonly string[];
  readonly filler: string;
  /** The number of frames that end an answer. */
  readonly lastFrames: number;
  readonly whole: (turn: ProviderTurn) => object;
}

/** A local server that answers with a script. */
export interface ScriptedProvider {
  readonly url: string;
  /** The bodies of the requests, as text. */
  readonly requests: string[];
  /** The number of streams that the client left before their end. */
  readonly left: number;
  /** The number of streams that have not ended. */
  readonly open: number;
  say(...turns: readonly ProviderTurn[]): void;
  close(): Promise<void>;
}

const openAi: Protocol = {
  lastFrames: 2,
  contentType: 'text/event-stream',
  frames: ({ pieces, toolCalls = [] }) => {
    const chunk = (delta: object, finish: string | null = null): string =>
      `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'scripted', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    const calls = toolCalls.flatMap(({ id, name, args }, index) => {
      const written = JSON.stringify(args);
      return [
        chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
        ...[written.slice(0, 7), written.slice(7)].map((piece) =>
          chunk({ tool_calls: [{ index, function: { arguments: piece } }] }),
        ),
      ];
    });
    const end = chunk({}, toolCalls.length > 0 ? 'tool_calls' : 'stop');
    return [
      chunk({ role: 'assistant', content: '' }),
      ...pieces.map((content) => chunk({ content })),
      ...calls,
      end,
      'data: [DONE]\n\n',
    ];
  },
  filler: `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'scripted', choices: [{ index: 0, delta: { content: 'more words ' }, finish_reason: null }] })}\n\n`,
  whole: ({ pieces, toolCalls = [], otherChoices = [] }) => {
    const calls = toolCalls.map(({ id, name, args }) => ({
      id,
      type: 'function',
      function: { name, arguments: JSON.stringify(args) },
    }));
    const choices = [pieces.join(''), ...otherChoices].map((content, index) => ({
      index,
      finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
      message: { role: 'assistant', content, ...(calls.length > 0 ? { tool_calls: calls } : {}) },
    }));
    const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
    return { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'scripted', choices, usage };
  },
};

const ollama: Protocol = {
  lastFrames: 1,
  contentType: 'application/x-ndjson',
  frames: ({ pieces, toolCalls = [] }) => {
    const line = (message: object, rest: object = { done: false }): string =>
      `${JSON.stringify({ model: 'scripted', created_at: '2026-01-01T00:00:00Z', message: { role: 'assistant', content: '', ...message }, ...rest })}\n`;
    const calls = toolCalls.map(({ name, args }) => line({ tool_calls: [{ function: { name, arguments: args } }] }));
    const end = line({}, { done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 4 });
    return [...pieces.map((content) => line({ content })), ...calls, end];
  },
  filler: `${JSON.stringify({ model: 'scripted', created_at: '2026-01-01T00:00:00Z', message: { role: 'assistant', content: 'more words ' }, done: false })}\n`,
  whole: ({ pieces, toolCalls = [] }) => ({
    model: 'scripted',
    created_at: '2026-01-01T00:00:00Z',
    message: {
      role: 'assistant',
      content: pieces.join(''),
      tool_calls: toolCalls.map(({ name, args }) => ({ function: { name, arguments: args } })),
    },
    done: true,
    done_reason: 'stop',
    prompt_eval_count: 3,
    eval_count: 4,
  }),
};

const maximumFillers = 5_000;

/** Starts a server with the wire format of one provider on a free port. */
export async function serveProvider(name: 'openai' | 'ollama'): Promise<ScriptedProvider> {
  const protocol = name === 'openai' ? openAi : ollama;
  const requests: string[] = [];
  let turns: readonly ProviderTurn[] = [];
  let answered = 0;
  let left = 0;
  let open = 0;
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const piece of request) body += String(piece);
    requests.push(body);
    const turn = turns[Math.min(answered, turns.length - 1)] ?? { pieces: [] };
    answered += 1;
    const { stream } = JSON.parse(body) as { readonly stream?: boolean };
    if (stream !== true) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(protocol.whole(turn)));
      return;
    }
    response.setHeader('content-type', protocol.contentType);
    open += 1;
    response.on('close', () => {
      open -= 1;
      left += response.writableFinished ? 0 : 1;
    });
    const frames = protocol.frames(turn);
    // One by one, so that they arrive as a stream.
    for (const frame of turn.isEndless ? frames.slice(0, -protocol.lastFrames) : frames) await write(response, frame);
    // Not without end: a client that does not leave must fail its test and not hang it.
    for (let count = 0; turn.isEndless && count < maximumFillers && !response.destroyed; count += 1)
      await write(response, protocol.filler);
    response.end();
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get left() {
      return left;
    },
    get open() {
      return open;
    },
    say: (...next) => {
      turns = next;
      answered = 0;
      requests.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function write(response: ServerResponse, frame: string): Promise<void> {
  if (response.destroyed) return;
  response.write(frame);
  await new Promise((resolve) => setImmediate(resolve));
}
