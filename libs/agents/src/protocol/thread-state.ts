import { type StateSnapshot } from '@langchain/langgraph';
import { type ThreadStateView, type ThreadTaskView } from '../contract/index.js';
import { toWireCheckpoint } from './checkpoint.js';
import { toWire, toWireObject } from './to-wire.js';

/** The state of a thread on which nothing has run. */
export const emptyThreadState: ThreadStateView = {
  values: {},
  next: [],
  tasks: [],
  metadata: {},
  created_at: null,
  checkpoint: null,
  parent_checkpoint: null,
};

/** Converts a state of a graph to LangGraph's protocol. */
export function toThreadState(snapshot: StateSnapshot): ThreadStateView {
  return {
    values: toWireObject(snapshot.values),
    next: [...snapshot.next],
    tasks: snapshot.tasks.map(toTask),
    metadata: toWireObject(snapshot.metadata ?? {}),
    created_at: snapshot.createdAt ?? null,
    checkpoint: toWireCheckpoint(snapshot.config),
    parent_checkpoint: toWireCheckpoint(snapshot.parentConfig),
  };
}

function toTask(task: StateSnapshot['tasks'][number]): ThreadTaskView {
  const { state } = task;
  return {
    id: task.id,
    name: task.name,
    path: toWire(task.path ?? null),
    error: task.error === undefined || task.error === null ? null : toErrorText(task.error),
    interrupts: task.interrupts.map((interrupt) => toWire(interrupt)),
    checkpoint: state !== undefined && !isSnapshot(state) ? toWireCheckpoint(state, false) : null,
    state: state !== undefined && isSnapshot(state) ? toThreadState(state) : null,
    ...('result' in task ? { result: toWire(task.result ?? null) } : {}),
  };
}

function isSnapshot(state: NonNullable<StateSnapshot['tasks'][number]['state']>): state is StateSnapshot {
  return 'values' in state && 'next' in state;
}

/** Gives only the kind of an error: its message may hold text that was not moderated. */
function toErrorText(error: unknown): string {
  const name = typeof error === 'object' && 'name' in (error as object) ? (error as { name: unknown }).name : undefined;
  return `${typeof name === 'string' ? name : 'Error'}: the step failed.`;
}
