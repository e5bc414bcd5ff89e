import { type RouteDescription } from '../openapi/index.js';
import { type AnswerForm, describeAgentRoute } from './describe-agent-route.js';

/** Name of the operation, title, description, form of the answer, and a body to try. */
type RouteRow = readonly [id: string, summary: string, description: string, form: AnswerForm, body?: unknown];

const question = { messages: [{ role: 'user', content: 'Name a colour.' }] };
const run = { assistant_id: 'assistant', input: question };

/** The routes of agents, by controller and method. */
const rows: Readonly<Record<string, Readonly<Record<string, RouteRow>>>> = {
  AgentsRoutesController: {
    invoke: ['invokeAgent', 'Run an agent', 'Runs an agent to its end.', 'json', { message: 'Say hello.' }],
    stream: [
      'streamAgent',
      'Run an agent, with its events',
      'Runs an agent, and sends its tokens and steps as events.',
      'events',
      { message: 'Say hello.' },
    ],
    chat: [
      'chatWithAgent',
      'Run an agent for useChat',
      'Runs an agent, and sends the UI message stream of the AI SDK.',
      'events',
      { id: 'chat', messages: [{ id: '1', role: 'user', parts: [{ type: 'text', text: 'Say hello.' }] }] },
    ],
  },
  ApprovalsController: {
    list: [
      'listApprovals',
      'List calls that wait for a person',
      'Lists approvals over all threads of the caller.',
      'json',
    ],
    find: ['getApproval', 'Find an approval', 'Finds a call that waits for a person, or that was decided.', 'json'],
    decide: [
      'decideApproval',
      'Decide about a call',
      'Takes the decisions of a person, and lets the run go on. The first one counts.',
      'accepted',
      { type: 'reject', message: 'Ask the customer first.' },
    ],
  },
  AssistantsController: {
    create: [
      'createAssistant',
      'Create an assistant',
      'Keeps settings of an agent under an id.',
      'json',
      { graph_id: 'assistant', name: 'Mine' },
    ],
    search: [
      'searchAssistants',
      'Search for assistants',
      'Lists assistants, those of the agents included.',
      'json',
      { limit: 10 },
    ],
    count: ['countAssistants', 'Count assistants', 'Counts the assistants that a search finds.', 'json', {}],
    find: ['getAssistant', 'Find an assistant', 'Finds an assistant by its id, or by the name of its agent.', 'json'],
    patch: [
      'updateAssistant',
      'Change an assistant',
      'Saves a new version of an assistant.',
      'json',
      { name: 'Renamed' },
    ],
    delete: ['deleteAssistant', 'Delete an assistant', 'Deletes an assistant with its versions.', 'json'],
    listVersions: [
      'listAssistantVersions',
      'List the versions of an assistant',
      'Lists the versions, the latest first.',
      'json',
      { limit: 10 },
    ],
    setLatest: [
      'setLatestAssistantVersion',
      'Go back to a version',
      'Makes an earlier version the latest.',
      'json',
      { version: 1 },
    ],
    draw: [
      'getAssistantGraph',
      'Draw the graph of an assistant',
      'Lists the nodes and the edges of its agent.',
      'json',
    ],
    describe: [
      'getAssistantSchemas',
      'Get the schemas of an assistant',
      'Gives the schemas of input, output and state.',
      'json',
    ],
    listSubgraphs: [
      'listAssistantSubgraphs',
      'List the subgraphs of an assistant',
      'Gives the schemas of the graphs inside.',
      'json',
    ],
  },
  MetaController: {
    isOk: ['getOk', 'Check that the server is there', 'Answers as soon as the process listens.', 'json'],
    describe: ['getServerInfo', 'Tell what the server can do', 'Lists the features of the protocol.', 'json'],
  },
  RunsController: {
    create: [
      'createThreadRun',
      'Run an agent in the background',
      'Saves a run of a thread, which waits for its turn.',
      'json',
      run,
    ],
    stream: [
      'streamThreadRun',
      'Run an agent, and stream its events',
      'Runs an agent on a thread, and sends its events.',
      'events',
      run,
    ],
    wait: [
      'waitForThreadRun',
      'Run an agent, and wait for its result',
      'Runs an agent on a thread to its end.',
      'json',
      run,
    ],
    list: ['listRuns', 'List the runs of a thread', 'Lists the runs, the latest first.', 'json'],
    find: ['getRun', 'Find a run', 'Finds a run of a thread.', 'json'],
    delete: ['deleteRun', 'Delete a run', 'Deletes a run that has ended, with its events.', 'none'],
    join: ['joinRun', 'Wait for a run', 'Waits until a run has ended.', 'json'],
    follow: ['streamRun', 'Follow a run', 'Sends the events of a run, from the one after Last-Event-ID.', 'events'],
    cancel: ['cancelRun', 'End a run', 'Ends a run, and undoes its steps where asked for.', 'accepted'],
  },
  StatelessRunsController: {
    create: ['createRun', 'Run an agent without a thread', 'Saves a run, which waits for its turn.', 'json', run],
    stream: ['streamNewRun', 'Run without a thread, and stream', 'Runs an agent, and sends its events.', 'events', run],
    follow: [
      'streamRunById',
      'Follow a run by its id',
      'Sends the events of a run that was made without a thread.',
      'events',
    ],
    wait: ['waitForRun', 'Run without a thread, and wait', 'Runs an agent to its end.', 'json', run],
    createAll: ['createRuns', 'Start several runs', 'Saves several runs, which wait for their turns.', 'json', [run]],
  },
  StoreController: {
    put: [
      'putItem',
      'Keep a value',
      'Keeps a value in the long-term memory.',
      'none',
      { namespace: ['notes'], key: 'first', value: { text: 'A note.' } },
    ],
    find: ['getItem', 'Find a value', 'Finds a value of the long-term memory; null where there is none.', 'json'],
    delete: [
      'deleteItem',
      'Delete a value',
      'Deletes a value of the long-term memory.',
      'none',
      { namespace: ['notes'], key: 'second' },
    ],
    search: [
      'searchItems',
      'Search for values',
      'Lists values of the long-term memory.',
      'json',
      { namespace_prefix: ['notes'] },
    ],
    listNamespaces: [
      'listNamespaces',
      'List namespaces',
      'Lists the namespaces of the long-term memory.',
      'json',
      { limit: 10 },
    ],
  },
  ThreadStatesController: {
    getState: ['getThreadState', 'Read the state of a thread', 'Reads the latest state.', 'json'],
    updateState: [
      'updateThreadState',
      'Change the state of a thread',
      'Writes a new state, after moderation.',
      'json',
      { values: { messages: [{ role: 'user', content: 'Hello.' }] } },
    ],
    getStateAtCheckpoint: [
      'findThreadState',
      'Read a state by its checkpoint',
      'Reads the state at a checkpoint.',
      'json',
      { checkpoint: {} },
    ],
    getStateAt: ['getThreadStateAt', 'Read an earlier state', 'Reads the state at a checkpoint by its id.', 'json'],
    listHistory: ['listThreadHistory', 'List the states of a thread', 'Lists the states, the latest first.', 'json'],
    findHistory: [
      'searchThreadHistory',
      'Search the states of a thread',
      'Lists the states that a filter finds.',
      'json',
      { limit: 5 },
    ],
    export: [
      'exportThread',
      'Export a thread',
      'Sends all that is kept of a thread: states, runs, events, approvals.',
      'json',
    ],
  },
  ThreadsController: {
    create: ['createThread', 'Create a thread', 'Creates a conversation.', 'json', { metadata: { topic: 'colours' } }],
    search: ['searchThreads', 'Search for threads', 'Lists threads of the caller.', 'json', { limit: 10 }],
    count: ['countThreads', 'Count threads', 'Counts the threads that a search finds.', 'json', {}],
    prune: [
      'pruneThreads',
      'Delete several threads',
      'Deletes threads by their ids.',
      'json',
      { thread_ids: ['00000000-0000-4000-8000-000000000000'] },
    ],
    find: ['getThread', 'Find a thread', 'Finds a thread with its latest values.', 'json'],
    patch: [
      'updateThread',
      'Change a thread',
      'Changes the metadata of a thread.',
      'json',
      { metadata: { topic: 'shapes' } },
    ],
    delete: ['deleteThread', 'Delete a thread', 'Deletes a thread with its runs and states.', 'none'],
    copy: ['copyThread', 'Copy a thread', 'Copies a thread with its states.', 'json'],
  },
  ProtocolController: {
    command: [
      'sendCommand',
      'Send a command',
      'Sends a command of protocol version 2.',
      'json',
      { id: 1, method: 'state.get', params: {} },
    ],
    stream: [
      'streamThreadEvents',
      'Follow a thread',
      'Sends the events of all runs of a thread, until the client leaves.',
      'events',
      { channels: ['messages'] },
    ],
  },
};

/** The descriptions of the routes of agents, by controller and method. */
export const agentRoutes: Readonly<Record<string, Readonly<Record<string, RouteDescription>>>> = Object.fromEntries(
  Object.entries(rows).map(([controller, methods]) => [
    controller,
    Object.fromEntries(
      Object.entries(methods).map(([method, [id, summary, description, form, body]]) => [
        method,
        describeAgentRoute({ id, summary, description, form, body }),
      ]),
    ),
  ]),
);
