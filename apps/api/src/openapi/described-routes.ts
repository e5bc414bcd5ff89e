import { type Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { type ModulesContainer } from '@nestjs/core';
import { isOpenToAll } from '../access/access.guard.js';
import { type Endpoint } from '../compatibility/field-table.js';
import { findEndpoint } from '../compatibility/tolerance.interceptor.js';
import { findRouteDescription, type RouteDescription } from './route-description.js';

/** A route with its description, and the facts about it that its decorators say. */
export interface DescribedRoute {
  readonly description: RouteDescription;
  /** Whether it asks for a key, where there are keys. */
  readonly isGuarded: boolean;
  /** The endpoint whose fields are tolerated. Undefined: none are. */
  readonly endpoint: Endpoint | undefined;
  /** The schema of its body. */
  readonly bodySchema: object | undefined;
}

/** Names a method of a controller, as Swagger's operations do before they are described. */
export function toRouteKey(controller: string, method: string): string {
  return `${controller}.${method}`;
}

/** Finds every described route of the application, by its key. */
export function findDescribedRoutes(modules: ModulesContainer): ReadonlyMap<string, DescribedRoute> {
  const controllers = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
  return new Map(
    controllers.flatMap(({ metatype }) => {
      const controller = metatype as Type<object>;
      const prototype = controller.prototype as Readonly<Record<string, object>>;
      return Object.getOwnPropertyNames(prototype).flatMap((method) => {
        const handler = prototype[method];
        const description = handler && findRouteDescription(handler);
        if (!description) return [];
        const route: DescribedRoute = {
          description,
          isGuarded: !isOpenToAll(handler, controller),
          endpoint: findEndpoint(controller),
          bodySchema: findBodySchema(controller, method),
        };
        return [[toRouteKey(controller.name, method), route] as const];
      });
    }),
  );
}

/** The key of a body in Nest's metadata of a route's arguments begins with this number. */
const bodyParameter = '3:';

/** Finds the schema of `@Body({ schema })`, or of the pipe that checks the body. */
function findBodySchema(controller: object, method: string): object | undefined {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Readonly<
    Record<string, { readonly schema?: object; readonly pipes?: readonly { readonly schema?: object }[] }>
  >;
  const body = Object.entries(parameters).find(([key]) => key.startsWith(bodyParameter))?.[1];
  return body?.schema ?? body?.pipes?.find(({ schema }) => schema !== undefined)?.schema;
}
