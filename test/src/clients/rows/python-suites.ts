import { type ClientRow, type ClientSuite } from './client-suite.js';

const folder = 'tools/check-clients/python';
const call = 'a call, and an answer from its result';
const blocked: ClientRow = { sends: 'a question that is blocked', gets: 'an error with the code `content_filter`' };
const vectors: ClientRow = { sends: 'two texts to embed', gets: 'a vector of each' };
const moderated: ClientRow = { sends: 'a text to moderate', gets: 'a result that flags it' };

/** The rows of LiteLLM for one prefix of the model's name. */
const toLitellmRows = <Prefix extends string>(prefix: Prefix) => {
  const model = `\`${prefix}/default\``;
  return {
    [`${prefix}-chat`]: { sends: `a chat to ${model}`, gets: 'an answer with its usage' },
    [`${prefix}-stream`]: { sends: `a chat to ${model} to stream`, gets: 'the same text' },
    [`${prefix}-tools`]: { sends: `a tool to ${model}`, gets: call },
    [`${prefix}-structured`]: { sends: `a class of pydantic to ${model}`, gets: 'an answer in its form' },
    [`${prefix}-blocked`]: { sends: `a chat to ${model} that is blocked`, gets: 'a `BadRequestError`' },
    [`${prefix}-cut`]: {
      sends: `a chat to ${model} whose answer is blocked`,
      gets: 'the finish reason `content_filter`',
    },
  };
};

/** The rows of the Agents SDK for one API. */
const toAgentsRows = (id: string, api: string, refusal: string) => ({
  [`${id}-chat`]: { sends: `a question by ${api}`, gets: 'a final output' },
  [`${id}-stream`]: { sends: `a question by ${api} to stream`, gets: 'the final output as text' },
  [`${id}-tools`]: { sends: `a question by ${api} to an agent with a tool`, gets: call },
  [`${id}-structured`]: { sends: `a class of pydantic as \`output_type\` by ${api}`, gets: 'an object of it' },
  [`${id}-session`]: { sends: `two questions of a session by ${api}`, gets: 'two outputs' },
  [`${id}-blocked`]: { sends: `a question that is blocked, by ${api}`, gets: blocked.gets },
  [`${id}-cut`]: { sends: `a question whose answer is blocked, by ${api}`, gets: refusal },
});

/** The clients in Python, and what each of them does against a running server. */
export const pythonSuites: Readonly<Record<string, ClientSuite>> = {
  openai: {
    title: "OpenAI's client",
    packages: ['openai'],
    test: `${folder}/openai_rows.py`,
    rows: {
      chat: { sends: 'a chat', gets: 'an answer with its usage, and the id of the request' },
      stream: { sends: 'a chat to stream, with `include_usage`', gets: 'the same text, and the usage' },
      tools: { sends: 'a tool', gets: call },
      structured: { sends: 'a class of pydantic to `parse`', gets: 'an object of it, which the history may have' },
      response: { sends: 'two responses, one after the other', gets: 'a second one that continues the first' },
      'response-stream': { sends: 'a text to `responses.stream`', gets: 'the text of the final response' },
      'response-tools': { sends: 'a tool to `responses.create`', gets: call },
      'response-structured': { sends: 'a class of pydantic to `responses.parse`', gets: 'an object of it' },
      moderations: moderated,
      embeddings: vectors,
      models: { sends: 'a request for the models', gets: 'the model that is served' },
      blocked: { sends: 'a chat and a response that are blocked', gets: blocked.gets },
      cut: {
        sends: 'a chat and a response whose answers are blocked',
        gets: 'a `refusal`, and `content_filter` as the reason',
      },
    },
  },
  anthropic: {
    title: "Anthropic's client",
    packages: ['anthropic'],
    test: `${folder}/anthropic_rows.py`,
    rows: {
      chat: { sends: 'a message', gets: 'an answer with its usage' },
      stream: { sends: 'a message to stream', gets: 'the text of the final message' },
      tools: { sends: 'a tool', gets: call },
      'tool-runner': { sends: 'a function to `tool_runner`', gets: 'a call of the function' },
      structured: { sends: 'a class of pydantic to `parse`', gets: 'an object of it' },
      count: { sends: 'a message to `count_tokens`', gets: 'the number of tokens that the model reads' },
      blocked: { sends: 'a message that is blocked', gets: 'a `BadRequestError`' },
      cut: { sends: 'a message whose answer is blocked', gets: 'the stop reason `refusal`' },
    },
  },
  litellm: {
    title: 'LiteLLM',
    packages: ['litellm'],
    test: `${folder}/litellm_rows.py`,
    rows: {
      ...toLitellmRows('openai'),
      ...toLitellmRows('anthropic'),
      responses: { sends: 'a text to `litellm.responses`', gets: 'an answer' },
      embeddings: vectors,
      moderations: moderated,
    },
  },
  llm: {
    title: '`llm`, with extra-openai-models.yaml',
    packages: ['llm'],
    test: `${folder}/llm_rows.py`,
    rows: {
      chat: { sends: 'a prompt, with and without `--no-stream`', gets: 'the same answer' },
      conversation: { sends: 'a second prompt with `-c`', gets: 'an answer' },
      structured: { sends: 'a prompt with `--schema`', gets: 'JSON in its form' },
      tools: { sends: 'a prompt with `--functions`', gets: 'an answer; a small model does not call by itself' },
      responses: { sends: 'a prompt to a model with `responses: true`', gets: 'the same answer, streamed or not' },
      text: { sends: 'a prompt to a model with `completion: true`', gets: 'a text that goes on' },
      blocked: { sends: 'a prompt that is blocked', gets: 'the message of the policy, and the status 1' },
      cut: { sends: 'a prompt whose answer is blocked', gets: 'the text before the stop' },
    },
  },
  agents: {
    title: 'OpenAI Agents SDK',
    packages: ['openai-agents'],
    test: `${folder}/openai_agents_rows.py`,
    rows: {
      ...toAgentsRows('responses', 'responses', 'an error that names `content_filter`'),
      ...toAgentsRows('chat', 'chat completions', 'a `ModelRefusalError` with the message of the policy'),
      'previous-response': { sends: 'a question with `previous_response_id`', gets: 'an output that continues it' },
    },
  },
  langchain: {
    title: "LangChain's ChatOpenAI",
    packages: ['langchain-openai'],
    test: `${folder}/langchain_rows.py`,
    rows: {
      chat: { sends: 'a question', gets: 'an answer with its usage' },
      stream: { sends: 'a question to stream, with `stream_usage`', gets: 'the same text, and the usage' },
      tools: { sends: 'a tool, and messages with names', gets: call },
      structured: { sends: 'a class of pydantic, by both methods', gets: 'an object of it' },
      responses: { sends: 'a question with `use_responses_api`', gets: 'an answer, streamed or not' },
      'responses-tools': { sends: 'a tool with `use_responses_api`', gets: call },
      embeddings: { sends: 'two texts with `check_embedding_ctx_length=False`', gets: 'a vector of each' },
      blocked,
      cut: {
        sends: 'a question whose answer is blocked',
        gets: 'the finish reason `content_filter`, and the refusal',
      },
    },
  },
};
