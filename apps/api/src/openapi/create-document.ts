import { readFileSync } from 'node:fs';
import { type INestApplication } from '@nestjs/common';
import { type ModulesContainer } from '@nestjs/core';
import { type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { policyHeader } from '../access/access.guard.js';
import { requestIdHeader } from '../http/request-id.js';
import { answerHeaders } from './answer-headers.js';
import { listAnswers } from './answers.js';
import { type DescribedRoute, findDescribedRoutes, toRouteKey } from './described-routes.js';
import { addIgnoredFields } from './ignored-fields.js';
import { type NamedSchemas, toJsonSchema } from './json-schema.js';
import { routeGroups } from './route-description.js';

/** A parameter of the path, the query or the header. */
interface ParameterObject {
  readonly name: string;
  readonly in: string;
  description?: string;
  example?: unknown;
  schema?: object;
}

/** An operation as Swagger finds it in the decorators of a route. */
interface OperationObject {
  operationId: string;
  parameters?: (ParameterObject | { readonly $ref: string })[];
  requestBody?: { required?: boolean; content: Record<string, { schema?: object; examples?: object }> };
  [field: string]: unknown;
}

/** The parameters that many routes have, as `components.parameters` of the document. */
const sharedParameters = {
  requestId: {
    name: requestIdHeader,
    in: 'header',
    description:
      'An id for the request, which its answer and its audit records then have: 1 to 64 letters, digits, dots, underscores ' +
      'and dashes, of which the first is a letter or a digit. Any other text is replaced.',
    schema: { type: 'string' },
  },
  policy: {
    name: policyHeader,
    in: 'header',
    description: 'The moderation policy for the request, where the key may choose one.',
    schema: { type: 'string' },
  },
} as const;

/** The name of the security scheme in the document. */
const keyScheme = 'apiKey';

/** The facts about the running server that the document depends on. */
export interface ServerFacts {
  /** Whether requests need a key. */
  readonly hasKeys: boolean;
  /** Whether fields that would be ignored are refused. */
  readonly isStrict: boolean;
}

/** Describes all routes of an application as OpenAPI 3.1, from the schemas that validate and the routes' descriptions. */
export async function createDocument(
  application: INestApplication,
  modules: ModulesContainer,
  { hasKeys, isStrict }: ServerFacts,
): Promise<OpenAPIObject> {
  // It takes longer to load than the rest of the HTTP, and most servers are never asked for the document.
  const { SwaggerModule } = await import('@nestjs/swagger');
  const routes = findDescribedRoutes(modules);
  const document = SwaggerModule.createDocument(application, createFrame(), {
    operationIdFactory: toRouteKey,
    autoTagControllers: false,
    standardSchemaConverter: (schema) => convertBody(schema as z.ZodType, routes, isStrict),
  });
  const components = (document.components?.schemas ?? {}) as NamedSchemas;
  for (const path of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(path) as [string, OperationObject][]) {
      const [key = '', index] = operation.operationId.split('[');
      const route = routes.get(key);
      // Routes that only refuse have no description.
      if (!route) {
        Reflect.deleteProperty(path, method);
        continue;
      }
      addBody(operation, route, components);
      describeOperation(operation, route, components, hasKeys);
      // A handler with two paths has two operations, which need two names.
      if (index !== undefined && index !== '0]') operation.operationId += 'Within';
    }
  }
  return document;
}

/** Creates the parts of the document that are about no route. */
function createFrame(): Omit<OpenAPIObject, 'paths'> {
  const { version, description, license } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as { readonly version: string; readonly description: string; readonly license: string };
  return {
    openapi: '3.1.0',
    info: { title: 'Leeward', version, description: `${description}.`, license: { name: license } },
    servers: [{ url: '/', description: 'This server' }],
    tags: Object.entries(routeGroups).map(([name, text]) => ({ name, description: text })),
    components: {
      headers: { ...answerHeaders },
      parameters: { ...sharedParameters },
      securitySchemes: {
        [keyScheme]: { type: 'http', scheme: 'bearer', description: 'A key of the file API_KEYS_PATH.' },
      },
    },
  };
}

function convertBody(schema: z.ZodType, routes: ReadonlyMap<string, DescribedRoute>, isStrict: boolean) {
  const converted = toJsonSchema(schema, 'input');
  const endpoint = [...routes.values()].find(({ bodySchema }) => bodySchema === schema)?.endpoint;
  if (endpoint !== undefined) addIgnoredFields(converted, endpoint, isStrict);
  return converted;
}

/** Adds the body that a pipe checks: Swagger finds only those of `@Body({ schema })`. */
function addBody(operation: OperationObject, { bodySchema }: DescribedRoute, components: NamedSchemas): void {
  if (bodySchema === undefined || operation.requestBody !== undefined) return;
  const { schema, components: inner } = toJsonSchema(bodySchema as z.ZodType, 'input');
  Object.assign(components, inner);
  operation.requestBody = { required: true, content: { 'application/json': { schema } } };
}

function describeOperation(
  operation: OperationObject,
  { description: route, isGuarded, endpoint }: DescribedRoute,
  components: NamedSchemas,
  hasKeys: boolean,
): void {
  const { parameters = [], requestBody } = operation;
  for (const parameter of parameters) {
    if ('name' in parameter) Object.assign(parameter, route.parameters?.[parameter.name]);
  }
  const kind = {
    hasBody: requestBody !== undefined,
    hasParameters: parameters.length > 0,
    isGuarded,
    isTolerant: endpoint !== undefined,
  };
  const shared = ['requestId', ...(isGuarded ? ['policy'] : [])];
  Object.assign(operation, {
    operationId: route.id,
    tags: [route.group],
    summary: route.summary,
    description: route.description,
    parameters: [...parameters, ...shared.map((name) => ({ $ref: `#/components/parameters/${name}` }))],
    responses: listAnswers(route, kind, components),
    security: hasKeys && isGuarded ? [{ [keyScheme]: [] }] : [],
  });
  for (const content of Object.values(requestBody?.content ?? {})) {
    content.examples = Object.fromEntries(
      Object.entries(route.requests ?? {}).map(([summary, value]) => [toExampleName(summary), { summary, value }]),
    );
  }
}

/** Names an example by its title: `A question` is `a-question`. */
function toExampleName(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
