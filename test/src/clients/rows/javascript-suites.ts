import { type ClientSuite } from './client-suite.js';

/** The clients in JavaScript, and what each of them does against a running server. */
export const javascriptSuites = {
  openai: {
    title: "OpenAI's client",
    packages: ['openai'],
    test: 'test/src/clients/openai.test.ts',
    rows: {
      history: { sends: 'a chat with answers of the API in its history', gets: 'an answer at every turn' },
      id: { sends: 'a chat, or an unknown model', gets: 'the id of the request with the answer or the error' },
      stream: { sends: 'a chat to stream, with `include_usage`', gets: 'the text, the finish reason and the usage' },
      tools: { sends: 'functions to `runTools`, streamed or not', gets: 'calls, and an answer from their results' },
      parsed: {
        sends: 'what `.parse()` gave, in the history',
        gets: 'an answer; `messages.parsed` is listed as ignored',
      },
      streamed: { sends: 'the message of `.stream()`, in the history', gets: 'an answer from the result of its call' },
      options: {
        sends: 'global options of agent frameworks, such as `reasoning_effort` and `service_tier`',
        gets: 'an answer; the options are listed as ignored',
      },
      moderation: {
        sends: 'a chat with `moderation: { model }`',
        gets: "the judgement of question and answer, as OpenAI's types have it",
      },
      moderations: { sends: 'text parts to `moderations.create`', gets: 'one result for all parts' },
      blocked: { sends: 'a chat that is blocked', gets: 'an error with the code `content_filter`' },
      cut: { sends: 'a chat whose answer is blocked', gets: 'a `refusal`, and the finish reason `content_filter`' },
    },
  },
  responses: {
    title: "OpenAI's client, Responses API",
    packages: ['openai'],
    test: 'test/src/clients/openai-responses.test.ts',
    rows: {
      whole: { sends: 'a text to `responses.create`', gets: 'a whole response' },
      stream: { sends: 'a text to `responses.stream`', gets: 'the same as the whole response, which can be retrieved' },
      tools: {
        sends: 'the result of a call, in the history or with `previous_response_id`',
        gets: 'an answer from the result',
      },
      parsed: { sends: 'zod schemas to `responses.parse`', gets: 'a parsed answer, and parsed arguments of calls' },
      moderation: {
        sends: 'a text with `moderation: { model }`',
        gets: "the judgement of question and answer, as OpenAI's types have it",
      },
      options: {
        sends: 'options of reasoning models and of hosted services',
        gets: 'an answer; the options are listed as ignored',
      },
    },
  },
  anthropic: {
    title: "Anthropic's client",
    packages: ['@anthropic-ai/sdk'],
    test: 'test/src/clients/anthropic.test.ts',
    rows: {
      whole: { sends: 'a question to `messages.create`', gets: 'a whole message, and the id of the request' },
      stream: { sends: 'a question to `messages.stream`', gets: 'the same as the whole message' },
      tools: { sends: 'the result of a call', gets: 'an answer from the result' },
      runner: { sends: 'a function to `toolRunner`, streamed or not', gets: 'a call, and an answer from its result' },
      count: { sends: 'a question to `countTokens`', gets: 'the number of tokens that the model reads' },
      options: {
        sends: 'thoughts, `cache_control`, `metadata` and other fields for hosted models',
        gets: 'an answer; the fields are listed as ignored',
      },
      schema: { sends: 'a schema in `output_config`', gets: 'an answer in its form' },
      blocked: { sends: 'a question that is blocked', gets: 'an error with the code `content_filter`' },
      cut: { sends: 'a question whose answer is blocked', gets: 'the stop reason `refusal`' },
    },
  },
  aiSdkOpenai: {
    title: 'AI SDK, provider of OpenAI (Responses API)',
    packages: ['ai', '@ai-sdk/openai'],
    test: 'test/src/clients/ai-sdk-openai.test.ts',
    rows: {
      whole: { sends: 'a prompt to `generateText`', gets: 'a text with its usage, and no warnings' },
      stream: { sends: 'a prompt to `streamText`', gets: 'the text, the finish reason and the usage' },
      tools: { sends: 'a tool, generated or streamed', gets: 'a call, and an answer from its result' },
      history: { sends: 'the messages of its last run, by reference', gets: 'an answer that continues them' },
      schema: { sends: 'a zod schema to `Output.object`', gets: 'an object in its form' },
      previous: { sends: '`previousResponseId`, and asks for log-probabilities', gets: 'both' },
      error: { sends: 'a wrong temperature', gets: 'an error that names the field' },
      blocked: { sends: 'a prompt that is blocked', gets: 'an error with the message of the policy' },
      cut: { sends: 'a prompt whose answer is blocked', gets: 'the finish reason `content-filter`' },
    },
  },
  aiSdkCompatible: {
    title: 'AI SDK, provider of compatible servers',
    packages: ['ai', '@ai-sdk/openai-compatible'],
    test: 'test/src/clients/ai-sdk-compatible.test.ts',
    rows: {
      whole: { sends: 'a prompt to `generateText`', gets: 'a text with its usage, and no warnings' },
      stream: {
        sends: 'a prompt to `streamText`, with `includeUsage`',
        gets: 'the text, the finish reason and the usage',
      },
      tools: { sends: 'a tool, generated or streamed', gets: 'a call, and an answer from its result' },
      history: { sends: 'the messages of its last run', gets: 'an answer that continues them' },
      schema: {
        sends: 'a zod schema to `Output.object`, with `supportsStructuredOutputs`',
        gets: 'an object that a grammar holds to the schema',
      },
      json: {
        sends: 'a zod schema without `supportsStructuredOutputs`',
        gets: 'JSON of any form: the client does not send the schema',
      },
      blocked: { sends: 'a prompt that is blocked', gets: 'an error with the message of the policy' },
      cut: { sends: 'a prompt whose answer is blocked', gets: 'the finish reason `content-filter`' },
    },
  },
  agents: {
    title: 'OpenAI Agents SDK (Responses API)',
    packages: ['@openai/agents'],
    test: 'test/src/clients/openai-agents.test.ts',
    rows: {
      tools: { sends: 'a question to an agent with a tool', gets: 'a call, and an answer from its result' },
      stream: { sends: 'the same to stream', gets: 'the answer as text, and as the final output' },
      history: { sends: 'its history, or the id of its last response', gets: 'an answer that continues it' },
      conversation: { sends: 'two questions with a `conversationId`', gets: 'an answer that continues the first' },
      handoff: { sends: 'a question that its agent hands to another', gets: "the other agent's answer" },
      schema: { sends: 'a zod schema as `outputType`', gets: 'an object in its form' },
      chat: { sends: 'the same question by chat completions', gets: 'a call, and an answer from its result' },
      blocked: { sends: 'a question that is blocked', gets: 'an error with the code `content_filter`' },
      cut: { sends: 'a question whose answer is blocked', gets: 'an error, and no fragment of the answer' },
      chatCut: {
        sends: 'such a question by chat completions',
        gets: 'the text before the stop as its output; `providerData.refusal` says why it ends',
      },
    },
  },
  langchain: {
    title: 'LangChain, `createAgent` over ChatOpenAI',
    packages: ['langchain', '@langchain/openai'],
    test: 'test/src/clients/langchain-openai.test.ts',
    rows: {
      tools: { sends: 'a question to an agent with a tool and a name', gets: 'a call, and an answer from its result' },
      options: { sends: 'the same with options of OpenAI and of other servers', gets: 'the same' },
      stream: { sends: 'the same to stream', gets: 'the answer as text' },
      history: { sends: 'the messages of its last run, with names', gets: 'an answer that continues them' },
      responses: { sends: 'the same with `useResponsesApi`', gets: 'a call, and an answer from its result' },
      schema: { sends: 'a zod schema as `responseFormat`', gets: 'an object in its form' },
      blocked: { sends: 'a question that is blocked', gets: 'an error with the code `content_filter`' },
      cut: { sends: 'a question whose answer is blocked', gets: 'the finish reason `content_filter`' },
    },
  },
  schemas: {
    title: 'Schemas of MCP servers and of zod',
    packages: ['openai', 'ai', '@langchain/openai'],
    test: 'test/src/clients/odd-schemas.test.ts',
    rows: {
      openai: {
        sends: "tools with `uniqueItems`, `not`, `format: uri` and more by OpenAI's client",
        gets: 'an answer: no tool stops the request',
      },
      langchain: { sends: 'the same tools by ChatOpenAI', gets: 'a call of each' },
      aiSdk: { sends: 'the same tools by the AI SDK, generated or streamed', gets: 'a call of each' },
      langchainAnswer: {
        sends: '`z.url()`, look-behind patterns and more by `withStructuredOutput`',
        gets: 'a valid object, after a second try of the model',
      },
      aiSdkAnswer: { sends: 'the same by `Output.object`', gets: 'a valid object, after a second try of the model' },
      strict: {
        sends: 'the same with `strict: true`',
        gets: 'an error that names the part of the schema that nothing enforces',
      },
    },
  },
  histories: {
    title: 'Histories of Mistral, Ollama and vLLM, by HTTP',
    packages: [],
    test: 'test/src/clients/histories.test.ts',
    rows: {
      system: {
        sends: 'a system message after an answer',
        gets: 'an answer; the message is a marked turn of the user',
      },
      answer: { sends: 'an answer as the last message', gets: 'the rest of that answer' },
      empty: { sends: '`arguments: ""`, or an object as arguments', gets: 'an answer' },
      refusal: { sends: '`refusal: "…"`', gets: 'an answer of a model that reads the refusal' },
    },
  },
  browser: {
    title: 'A web page, by `fetch`',
    packages: [],
    test: 'test/src/clients/browser.test.ts',
    rows: {
      preflight: { sends: 'a preflight from an origin of `CORS_ORIGINS`', gets: '204 with the methods and headers' },
      answer: {
        sends: 'a chat from such an origin',
        gets: 'an answer and an error that it may read, with their headers',
      },
      other: { sends: 'a chat from another origin', gets: 'an answer that the browser keeps from the page' },
    },
  },
} as const satisfies Readonly<Record<string, ClientSuite>>;
