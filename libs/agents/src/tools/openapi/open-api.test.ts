import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { findToolLabels } from '../../contract/index.js';
import { OpenApiError } from '../../errors/index.js';
import { createOpenApiTools, type OpenApiToolsOptions } from './open-api-tools.js';

const document = `
openapi: 3.0.3
paths:
  /tickets/{id}:
    parameters:
      - { $ref: '#/components/parameters/Id' }
    get:
      operationId: getTicket
      summary: Gives a ticket.
    put:
      operationId: changeTicket
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Ticket' }
  /tickets:
    get:
      operationId: listTickets
      parameters:
        - { name: state, in: query, schema: { type: string, enum: [open, closed] } }
        - { name: tag, in: query, schema: { type: array, items: { type: string } } }
        - { name: near, in: query, explode: false, schema: { type: array, items: { type: number } } }
        - { name: X-Trace, in: header, schema: { type: string } }
  /upload:
    post:
      operationId: upload
      requestBody: { content: { multipart/form-data: { schema: { type: object } } } }
  /secret:
    get:
      operationId: secret
      parameters:
        - { name: X-Team, in: header, required: true, schema: { type: string } }
  /broken:
    get:
      operationId: broken
      parameters:
        - { $ref: '#/components/parameters/None' }
  /twice/{id}:
    get:
      operationId: twice
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
        - { name: id, in: query, schema: { type: string } }
  /lost/{id}:
    get: { operationId: lost }
  /named:
    get: { operationId: 'has spaces' }
components:
  parameters:
    Id: { name: id, in: path, required: true, schema: { type: string, maxLength: 20 } }
  schemas:
    Ticket:
      type: object
      required: [title]
      additionalProperties: false
      properties:
        title: { type: string, nullable: true, example: 'A title' }
        priority: { type: integer, minimum: 0, exclusiveMinimum: true }
        parent: { $ref: '#/components/schemas/Ticket' }
`;

let folder: string;
let server: Server;
let baseUrl: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openapi-'));
  await writeFile(join(folder, 'api.yaml'), document);
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url?.includes('missing')) return response.writeHead(404).end('There is no such ticket.');
      if (request.url?.includes('moved')) return response.writeHead(302, { location: 'http://127.0.0.2/' }).end();
      const { method, url, headers } = request;
      const { authorization } = headers;
      response.setHeader('content-type', 'application/json');
      return response.end(JSON.stringify({ method, url, authorization, body: Buffer.concat(chunks).toString() }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

async function createTool(id: string, more: Partial<OpenApiToolsOptions> = {}) {
  const file = join(folder, 'api.yaml');
  const [tool] = await createOpenApiTools({ file, baseUrl, operations: { [id]: {} }, ...more });
  if (tool === undefined) throw new Error('There is no tool.');
  return tool;
}

describe('the tools of an OpenAPI file', () => {
  it.each([
    ['getTicket', { id: 'a/b c' }, { method: 'GET', url: '/v1/tickets/a%2Fb%20c' }],
    [
      'listTickets',
      { state: 'open', tag: ['a', 'b&c'], near: [1, 2] },
      { url: '/v1/tickets?state=open&tag=a&tag=b%26c&near=1%2C2' },
    ],
    ['listTickets', {}, { url: '/v1/tickets' }],
    [
      'changeTicket',
      { id: '7', body: { title: null, parent: { title: 'x' } } },
      { method: 'PUT', body: '{"title":null,"parent":{"title":"x"}}' },
    ],
  ])('call %s with %j', async (id, args, expected) => {
    const answer: unknown = JSON.parse((await (await createTool(id)).invoke(args)) as string);
    expect(answer).toMatchObject(expected);
  });

  it.each([
    ['getTicket', {}, 'schema'],
    ['getTicket', { id: 'a'.repeat(21) }, 'schema'],
    ['getTicket', { id: '1', extra: true }, 'schema'],
    ['getTicket', { id: '..' }, 'may not be empty, "." or ".."'],
    ['getTicket', { id: '' }, 'may not be empty'],
    ['listTickets', { state: 'lost' }, 'schema'],
    ['changeTicket', { id: '1' }, 'schema'],
    ['changeTicket', { id: '1', body: { title: 'x', priority: 0 } }, 'schema'],
    ['changeTicket', { id: '1', body: { title: 'x', parent: { priority: 1 } } }, 'schema'],
    ['getTicket', { id: 'moved' }, 'it redirects'],
  ])('refuse to call %s with %j', async (id, args, message) => {
    await expect((await createTool(id)).invoke(args)).rejects.toThrow(message);
  });

  it('send the headers of the options, and show the status of an error', async () => {
    const tool = await createTool('getTicket', { headers: { authorization: 'Bearer key' } });
    expect(await tool.invoke({ id: '1' })).toContain('"authorization":"Bearer key"');
    expect(await tool.invoke({ id: 'missing' })).toBe(
      'The server answered with the status 404:\nThere is no such ticket.',
    );
  });

  it('are external when they do more than read, and can be labelled and named', async () => {
    expect(findToolLabels(await createTool('getTicket'))).toEqual({ reads: ['untrusted'], effect: 'none' });
    expect(findToolLabels(await createTool('changeTicket'))).toEqual({ reads: ['untrusted'], effect: 'external' });
    const [tool] = await createOpenApiTools({
      file: join(folder, 'api.yaml'),
      baseUrl,
      prefix: 'desk',
      operations: { changeTicket: { reads: ['private'], effect: 'internal' } },
    });
    expect(tool?.name).toBe('desk_changeTicket');
    expect(findToolLabels(tool ?? {})).toEqual({ reads: ['private'], effect: 'internal' });
  });

  it.each([
    ['missing', 'no operation with the operationId "missing"'],
    ['upload', 'a body that is not application/json'],
    ['secret', 'needs "X-Team" in a header'],
    ['broken', 'leads nowhere'],
    ['twice', 'two arguments of the name "id"'],
    ['lost', 'has "id" in its path, and no such parameter'],
    ['has spaces', 'is no name for a tool'],
  ])('are refused for the operation %s', async (id, message) => {
    await expect(createTool(id)).rejects.toThrow(OpenApiError);
    await expect(createTool(id)).rejects.toThrow(message);
  });

  it('may need a header that is set', async () => {
    expect(await (await createTool('secret', { headers: { 'x-team': 'a' } })).invoke({})).toContain('/v1/secret');
  });

  it.each([
    ['no file', undefined, 'there is no such file'],
    ['no YAML', 'a: [', 'line 1 is no valid YAML'],
    ['another version', 'swagger: "2.0"\npaths: {}', 'must be OpenAPI 3'],
  ])('are refused for %s', async (_, text, message) => {
    const file = join(folder, 'other.yaml');
    if (text === undefined) await rm(file, { force: true });
    else await writeFile(file, text);
    await expect(createOpenApiTools({ file, baseUrl, operations: { a: {} } })).rejects.toThrow(message);
  });
});
