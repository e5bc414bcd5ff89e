import { describe, expect, it } from '@jest/globals';
import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { StorageSerializer } from './storage-serializer.js';

const secret = { lc: 1, type: 'secret', id: ['PATH'] };
const record = {
  lc: 1,
  type: 'constructor',
  id: ['langchain_core', 'messages', 'HumanMessage'],
  kwargs: { content: secret },
};
const pattern = { lc: 2, type: 'constructor', id: ['RegExp'], args: ['a', 'g'] };
const serializer = new StorageSerializer(undefined);

async function keep(value: unknown): Promise<unknown> {
  return serializer.loadsTyped(...(await serializer.dumpsTyped(value)));
}

describe('a state that is saved', () => {
  it.each([secret, record, pattern, { lc: 2, type: 'undefined' }, { __lc_escaped__: record }])(
    'builds nothing out of the text of a caller, such as %j',
    async (written) => {
      const { list, message, call } = (await keep({
        list: [written],
        message: new HumanMessage({ content: 'Hello', additional_kwargs: { written } }),
        call: new AIMessage({ content: '', tool_calls: [{ id: 'a', name: 'act', args: { written } }] }),
      })) as { readonly list: unknown[]; readonly message: HumanMessage; readonly call: AIMessage };
      const inert = JSON.parse(
        JSON.stringify('__lc_escaped__' in written ? written.__lc_escaped__ : written).replaceAll('"lc"', '"lc_"'),
      ) as unknown;
      expect(list).toEqual([inert]);
      expect(message).toBeInstanceOf(HumanMessage);
      expect(message.additional_kwargs['written']).toEqual(inert);
      expect(call.tool_calls?.[0]?.args).toEqual({ written: inert });
    },
  );

  it('is the same after it was saved twice', async () => {
    const once = await keep(new HumanMessage({ content: 'Hello', additional_kwargs: { record } }));
    expect(await keep(once)).toEqual(once);
  });

  it('keeps messages, sets and times without a change', async () => {
    const state = { messages: [new HumanMessage({ id: 'a', content: 'Hello' })], set: new Set([1]), none: null };
    expect(await keep(state)).toEqual(state);
  });
});
