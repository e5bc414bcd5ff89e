import { describe, expect, it } from '@jest/globals';
import { type JsonValue, type RunStatus } from '../../contract/index.js';
import { RunProtocolEvents } from './run-events.js';

type Given = readonly [event: string, data: JsonValue];

function map(given: readonly Given[], status: RunStatus = 'success'): readonly string[] {
  const events = new RunProtocolEvents('chat');
  const mapped = given.flatMap(([event, data], index) => [...events.map({ id: index + 1, event, data })]);
  return [...mapped, ...events.end(status)].map(({ method, namespace, data }) => {
    const { event, graph_name: graph } = data as { readonly event?: string; readonly graph_name?: string };
    return [`${method}[${namespace.join('/')}]`, event, graph].filter(Boolean).join(' ');
  });
}

const message = (content: string, namespace: string): JsonValue => [
  { id: 'm1', type: 'AIMessageChunk', content },
  { langgraph_node: 'speak', langgraph_checkpoint_ns: namespace },
];

describe('the events of a run in protocol v2', () => {
  it('tell where subgraphs begin and end', () => {
    expect(
      map([
        ['metadata', {}],
        ['values|inner:1', { log: [] }],
        ['updates', { inner: { log: [] } }],
      ]),
    ).toEqual([
      'lifecycle[] running chat',
      'lifecycle[inner:1] started inner',
      'values[inner:1]',
      'updates[]',
      'lifecycle[inner:1] completed inner',
      'lifecycle[] completed chat',
    ]);
  });

  it('end the subgraphs of a run that failed', () => {
    expect(
      map([
        ['values|inner:1', {}],
        ['custom|inner:1', 'x'],
        ['error', { message: 'It failed.' }],
      ]),
    ).toEqual([
      'lifecycle[inner:1] started inner',
      'custom[inner:1]',
      'lifecycle[inner:1] failed inner',
      'lifecycle[] failed chat',
    ]);
  });

  it('leave the subgraphs of a run that asks interrupted', () => {
    const mapped = map([['updates|inner:1', { __interrupt__: [{ id: 'q1', value: 'Sure?' }] }]]);
    expect(mapped).toContain('lifecycle[inner:1] interrupted inner');
    expect(mapped.at(-1)).toBe('lifecycle[] interrupted chat');
  });

  it('name the step in which a message was written', () => {
    const mapped = map([['messages|inner:1', message('tea', 'inner:1|speak:2')]]);
    expect(mapped).toContain('messages[inner:1/speak:2] message-start');
  });

  it('name the step in which a tool runs', () => {
    const mapped = map([
      ['tasks', { id: '7', name: 'tools', input: { tool_call: { id: 'call-1' } } }],
      ['tools', { event: 'on_tool_start', toolCallId: 'call-1', name: 'add' }],
      ['tasks', { id: '7', name: 'tools', result: {} }],
      ['tools', { event: 'on_tool_end', toolCallId: 'call-1' }],
    ]);
    expect(mapped.filter((event) => event.startsWith('tools['))).toEqual([
      'tools[tools:7] tool-started',
      'tools[] tool-finished',
    ]);
  });

  it('pass the checkpoint of each value', () => {
    expect(map([['checkpoints|inner:1', { id: 'c1', step: 0 }]])).toContain('checkpoints[inner:1]');
  });
});
