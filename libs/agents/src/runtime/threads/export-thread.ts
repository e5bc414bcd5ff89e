import { toWireApproval } from '../../protocol/wire-approval.js';
import { toWireRun, toWireThread } from '../../protocol/wire-records.js';
import {
  type AgentStorage,
  type JsonValue,
  type Page,
  type RunRecord,
  type ThreadRecord,
} from '../../contract/index.js';
import { type ThreadStates } from './thread-states.js';

/** The records that are in memory at a time. */
const pageSize = 50;

/**
 * Writes all that is kept of a thread as one JSON object, in pieces: the thread, its states from the newest, its runs with their events,
 * and its approvals.
 */
export async function* exportThread(
  storage: AgentStorage,
  states: ThreadStates,
  thread: ThreadRecord,
): AsyncGenerator<string> {
  const { owner, id: threadId } = thread;
  const approvals = (page: Page) => storage.approvals.search({ owner, threadId }, page);
  yield `{"thread":${JSON.stringify(toWireThread(thread))},"history":`;
  yield* writeList(listStates(states, thread), (state) => JSON.stringify(state));
  yield ',"approvals":';
  yield* writeList(readPages(approvals), (approval) => JSON.stringify(toWireApproval(approval)));
  yield ',"runs":[';
  let separator = '';
  for await (const run of readPages((page) => storage.runs.list(owner, threadId, {}, page))) {
    yield separator;
    yield* writeRun(storage, run);
    separator = ',';
  }
  yield ']}';
}

async function* writeRun(storage: AgentStorage, run: RunRecord): AsyncGenerator<string> {
  const { status, endReason: end_reason, attempts } = run;
  const fields = { ...toWireRun(run), status, end_reason, attempts };
  yield `${JSON.stringify(fields).slice(0, -1)},"events":`;
  yield* writeList(readEvents(storage, run.id), (event) => JSON.stringify(event));
  yield '}';
}

async function* writeList<Entry>(
  entries: AsyncIterable<Entry>,
  write: (entry: Entry) => string,
): AsyncGenerator<string> {
  let separator = '[';
  for await (const entry of entries) {
    yield separator + write(entry);
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}

async function* readPages<Entry>(read: (page: Page) => Promise<readonly Entry[]>): AsyncGenerator<Entry> {
  for (let offset = 0; ; offset += pageSize) {
    const page = await read({ limit: pageSize, offset });
    yield* page;
    if (page.length < pageSize) return;
  }
}

async function* readEvents({ runEvents }: AgentStorage, runId: string): AsyncGenerator<JsonValue> {
  for (let last = 0; ;) {
    const page = await runEvents.readAfter(runId, last, pageSize);
    for (const event of page) yield { ...event };
    last = page.at(-1)?.id ?? last;
    if (page.length < pageSize) return;
  }
}

async function* listStates(states: ThreadStates, { owner, id }: ThreadRecord): AsyncGenerator<object> {
  for (let before: string | undefined; ;) {
    const page = await states.list(owner, id, { limit: pageSize, before, checkpoint: {} });
    yield* page;
    if (page.length < pageSize) return;
    before = page.at(-1)?.checkpoint?.['checkpoint_id'] as string;
  }
}
