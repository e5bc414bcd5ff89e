import { describe, expect, it } from '@jest/globals';
import * as agents from '@leeward/agents';
import { statusByCode } from '@leeward/agents/nest';
import * as chatTemplate from '@leeward/chat-template';
import * as mixtralLlm from '@leeward/mixtral-llm';
import * as moderation from '@leeward/moderation';
import { type ErrorRow, errorTable } from './error-table.js';
import { OpenAiError } from './openai-error.js';
import { StorageError, StorageFileError } from './storage-error.js';

type ErrorClass = abstract new (...values: never[]) => Error;

/** The errors that no request meets, or that have become another error before the table is read. */
const unmet: Readonly<Record<string, string>> = {
  ChatTemplateError: 'is the base class of its library',
  MixtralLlmError: 'is the base class of its library',
  ModerationError: 'is the base class of its library',
  IncompatibleDraftModelError: 'ends the start',
  ModelCacheError: 'ends the start',
  ModelFileError: 'ends the start',
  ModelLoadError: 'ends the start',
  ModelNotAvailableError: 'ends the start',
  ModelTooLargeError: 'ends the start',
  NoChatTemplateError: 'is caught when the model is loaded: a request gets no_chat_template',
  UnknownModelError: 'ends the start',
  UnsupportedVocabularyError: 'ends the start',
  ConfigurationError: 'ends the start',
  PolicyError: 'ends the start, or is logged when a changed policy is refused',
  EmbeddingInputError: 'becomes an error that names the text, in the service of embeddings',
  ContentRefusedError: 'becomes content_filter or another code of the moderation, in InputModeration',
  ClassifierError: 'is part of a verdict, which becomes moderation_unavailable',
  RedactedError: 'is thrown by moderated chat models, which the API does not use',
  UnsupportedMessageError: 'is excluded by the schema of messages',
  InvalidGrammarError: 'is excluded by the schemas: requests bring no grammar',
  StorageFileError: 'ends the start',
};

const ownErrors = { StorageError, StorageFileError };
const exportedErrors = Object.entries<unknown>({ ...chatTemplate, ...mixtralLlm, ...moderation, ...ownErrors }).filter(
  (entry): entry is [string, ErrorClass] => typeof entry[1] === 'function' && entry[1].prototype instanceof Error,
);
const rows = Object.entries<ErrorRow>(errorTable);

function hasRow(errorClass: ErrorClass): boolean {
  return rows.some(
    ([, { thrown }]) =>
      thrown && (thrown.errorClass === errorClass || errorClass.prototype instanceof thrown.errorClass),
  );
}

/** The errors of agents that no request meets as an answer of its own. */
const unmetByAgents: Readonly<Record<string, string>> = {
  AgentsError: 'is the base class of its library',
  AgentsFileError: 'ends the start, or is logged when a changed file is refused',
  DocumentsError: 'ends the start, or is the result of a tool',
  McpServerError: 'ends the start, or is the result of a tool',
  OpenApiError: 'ends the start, or is the result of a tool',
  RequestFailedError: 'is the result of a tool',
  ToolInputError: 'is the result of a tool',
  RunEventsFullError: 'ends a run',
  StoredThreadMissingError: 'ends a run whose thread was deleted',
  StorageKeyError: 'ends the start, or is a failure of the server',
  StorageOpenError: 'ends the start',
  StorageVersionError: 'ends the start',
};

describe('the statuses of errors of agents', () => {
  const classes = Object.entries<unknown>({ ...agents }).filter(
    (entry): entry is [string, ErrorClass & { readonly code?: string }] =>
      typeof entry[1] === 'function' && entry[1].prototype instanceof Error,
  );

  it.each(classes)('have a row for %s, or a reason for none', (name, { code = '' }) => {
    expect(code in statusByCode).toBe(!(name in unmetByAgents));
  });

  it('give no reason for a class that is not there', () => {
    expect(classes.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(unmetByAgents)));
  });
});

describe('the table of errors', () => {
  it.each(exportedErrors)('has a row for %s, or a reason for none', (name, errorClass) => {
    expect(hasRow(errorClass)).toBe(!(name in unmet));
  });

  it('gives no reason for a class that is not there', () => {
    const names = exportedErrors.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(unmet)));
  });

  it('has one row for each code of a library', () => {
    const codes = rows.flatMap(([, { thrown }]) => thrown?.code ?? []);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it.each(rows)('gives %s a status and a type that belong together', (code, { status, type, retryAfterSeconds }) => {
    const types: Readonly<Record<number, string>> = {
      429: 'rate_limit_error',
      500: 'server_error',
      503: 'service_unavailable_error',
      504: 'server_error',
    };
    expect(type).toBe(code === 'not_found' ? 'not_found_error' : (types[status] ?? 'invalid_request_error'));
    // The error of a full queue has the seconds itself.
    expect(retryAfterSeconds !== undefined).toBe(status === 503 || code === 'moderation_overloaded');
  });

  it.each(rows)('fills in the answer of %s from its row', (code, { status, type, retryAfterSeconds }) => {
    const error = new OpenAiError(code as keyof typeof errorTable, { message: 'It is wrong.' });
    expect(error).toMatchObject({ status, retryAfterSeconds });
    expect(error.body()).toEqual({ error: { message: 'It is wrong.', type, param: null, code } });
  });
});
