import { z } from 'zod';

import { hostEntryPattern } from '../../http-client/index.js';
import { modelPricesSchema } from '../../limits/index.js';
import { allowedToolsSchema } from './labels-schema.js';

const environmentName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be the name of an environment variable');
const path = z.string().min(1).max(4096);
const prefix = z
  .string()
  .regex(/^[A-Za-z][\w-]{0,31}$/, 'must begin with a letter, and have letters, digits, "_" and "-", at most 32')
  .describe('Stands before the names of the tools, with "_" between. Default: nothing.');
const timeoutSeconds = z.number().min(0.1).max(600);
const maximumCharacters = z
  .int()
  .min(100)
  .max(1_000_000)
  .describe('The most characters that the model reads of a result. Default: 20,000.');

/** HTTP and HTTPS only. */
const webUrl = z.url({ protocol: /^https?$/ }).max(2000);

const headers = z
  .record(
    z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'must be the name of a header'),
    z.union([
      z.string().max(4096),
      z.strictObject({
        env: environmentName.describe('The environment variable that holds the value, such as a key.'),
        prefix: z.string().max(64).optional().describe('Stands before the value, such as "Bearer ".'),
      }),
    ]),
  )
  .describe('Sent with every request.');

/** Validates a model behind an API like that of OpenAI. */
export const modelSchema = z.strictObject({
  url: webUrl.describe('The base URL, such as https://api.openai.com/v1.'),
  model: z.string().min(1).max(256),
  api_key_env: environmentName.optional().describe('The environment variable that holds the key. Default: no key.'),
  temperature: z.number().min(0).max(2).optional(),
  max_tokens: z.int().min(1).max(1_000_000).optional().describe('The most tokens of one answer.'),
  timeout_seconds: timeoutSeconds.optional().describe('For one answer. Default: 60.'),
  prices: modelPricesSchema.optional().describe('US dollars per million tokens, for the limit of the cost.'),
});

const mcpFields = {
  tools: allowedToolsSchema,
  prefix: prefix.optional(),
  timeout_seconds: timeoutSeconds.optional().describe('For one call. Default: 30.'),
  start_timeout_seconds: timeoutSeconds.optional().describe('For a start. Default: 20.'),
  max_characters: maximumCharacters.optional(),
};

/** Validates an MCP server: a process, or an address. */
export const mcpServerSchema = z.union([
  z.strictObject({
    command: z.string().min(1).max(4096),
    args: z.array(z.string().max(4096)).max(100).optional(),
    env: z
      .array(environmentName)
      .max(100)
      .optional()
      .describe('The environment variables that it gets, beside PATH, HOME, USER, LOGNAME, SHELL and TERM.'),
    working_directory: path.optional().describe('Default: the folder of this file.'),
    show_errors: z.boolean().optional().describe('Whether its error output is shown. Default: false.'),
    ...mcpFields,
  }),
  z.strictObject({
    url: webUrl.describe('Its address for streamable HTTP.'),
    headers: headers.optional(),
    ...mcpFields,
  }),
]);

/** Validates an OpenAPI file. */
export const openApiSchema = z.strictObject({
  file: path.describe('A file of OpenAPI 3, in YAML or JSON, from the folder of this file.'),
  base_url: webUrl.describe('The URL before the paths of the file.'),
  headers: headers.optional(),
  operations: allowedToolsSchema.describe('The operationIds that may be called. No other operation is.'),
  prefix: prefix.optional(),
  timeout_seconds: timeoutSeconds.optional().describe('For one call. Default: 10.'),
  max_bytes: z.int().min(1000).max(100_000_000).optional().describe('The most bytes of an answer. Default: 1,000,000.'),
  max_characters: maximumCharacters.optional(),
});

/** Validates a folder of documents. */
export const documentsSchema = z.strictObject({
  folder: path.describe('Texts, Markdown and HTML in it are read. From the folder of this file.'),
  description: z.string().max(1000).optional().describe('What they are about, for the model.'),
  max_results: z.int().min(1).max(50).optional().describe('The most parts that one search gives. Default: 4.'),
  max_files: z.int().min(1).max(1_000_000).optional().describe('Default: 10,000.'),
  max_file_bytes: z.int().min(1).max(10_000_000).optional().describe('Larger files are left out. Default: 1,000,000.'),
  max_parts: z.int().min(1).max(1_000_000).optional().describe('The most parts of all documents. Default: 50,000.'),
  refresh_seconds: z
    .number()
    .min(0)
    .max(86_400)
    .optional()
    .describe('Time between two looks for changes. Default: 60.'),
});

/** Validates the tool `http_get`. */
export const httpGetSchema = z.strictObject({
  hosts: z
    .array(
      z
        .string()
        .regex(
          hostEntryPattern,
          'must be a host such as docs.example.com, *.example.com or http://localhost:8080, in lower case',
        ),
    )
    .min(1)
    .max(1000)
    .describe('The hosts that may be read.'),
  private_addresses: z
    .boolean()
    .optional()
    .describe('Whether addresses of this machine and of private networks may be read. Default: false.'),
  max_bytes: z.int().min(1000).max(100_000_000).optional().describe('The most bytes of an answer. Default: 1,000,000.'),
  max_characters: maximumCharacters.optional(),
  timeout_seconds: timeoutSeconds.optional().describe('For one call, with redirects. Default: 10.'),
});
