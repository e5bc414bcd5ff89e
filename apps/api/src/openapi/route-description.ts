import { type CustomDecorator, SetMetadata } from '@nestjs/common';
import { type z } from 'zod';
import { type ErrorCode } from '../errors/error-table.js';
import { type AnswerHeader } from './answer-headers.js';

/** The groups of routes in the document, in the order in which it lists them. */
export const routeGroups = {
  Completions: 'Moderated answers of the model.',
  Responses: 'Moderated answers and conversations that are kept.',
  Agents: 'Agents, their threads and their runs, as LangGraph has them.',
  Embeddings: 'Vectors of moderated texts.',
  Moderation: 'The moderation stage alone, and its policy.',
  Models: 'The models that are loaded, and their prompts.',
  Server: 'The state and the description of the server.',
} as const;

/** A body of an answer. */
export interface AnswerDescription {
  readonly description: string;
  /** Default: JSON. */
  readonly contentType?: string;
  readonly schema: z.ZodType;
  readonly example: unknown;
}

/** The description of a route: all that its parameters and the schema of its body do not say. */
export interface RouteDescription {
  /** The name of the operation in clients that are generated, such as `createChatCompletion`. */
  readonly id: string;
  readonly group: keyof typeof routeGroups;
  /** A verb and an object, as the name of the route in lists. */
  readonly summary: string;
  readonly description: string;
  /** Bodies to try, by their titles. A test validates each, and sends it. */
  readonly requests?: Readonly<Record<string, unknown>>;
  /** The meaning of each parameter of the path or the query, by name. */
  readonly parameters?: Readonly<Record<string, { readonly description: string; readonly example: unknown }>>;
  /** Headers of the answer, besides those of all routes. Default: none. */
  readonly headers?: readonly AnswerHeader[];
  /** Default: 200. With 204 the answer has no body. */
  readonly status?: number;
  readonly answer: AnswerDescription;
  /** The events of an answer to `"stream": true`. Default: the route does not stream. */
  readonly stream?: AnswerDescription;
  /** The codes of errors that only some routes have. Those of all routes, and of all bodies, are added. */
  readonly errors?: readonly ErrorCode[];
  /** The form of the headers of limits. Default: that of OpenAI's API. */
  readonly limitForm?: 'anthropic';
  /** The body of every error. Default: that of OpenAI's API. */
  readonly errorBody?: z.ZodType;
}

const routeDescription = 'routeDescription';

/** Describes a route for `/openapi.json`. Every route needs it: a test compares them with the router. */
export const DescribeRoute = (description: RouteDescription): CustomDecorator =>
  SetMetadata(routeDescription, description);

/** Describes the routes of a controller that another library has. @param descriptions by the name of the method */
export function describeRoutes(
  controller: { readonly name: string; readonly prototype: object },
  descriptions: Readonly<Record<string, RouteDescription>>,
): void {
  for (const [method, description] of Object.entries(descriptions)) {
    const handler = (controller.prototype as Readonly<Record<string, object | undefined>>)[method];
    if (handler === undefined) throw new TypeError(`${controller.name} has no method ${method} to describe.`);
    Reflect.defineMetadata(routeDescription, description, handler);
  }
}

/** Finds the description of a route. @param handler its method in the controller */
export function findRouteDescription(handler: object): RouteDescription | undefined {
  return Reflect.getMetadata(routeDescription, handler) as RouteDescription | undefined;
}
