import { OpenApiError } from '../../errors/index.js';
import { SchemaConverter } from './json-schema.js';
import { type Fields, isFields, resolveReference } from './open-api-document.js';

/** The places of a parameter that a model can set. */
type ParameterPlace = 'path' | 'query';

/** A parameter of an operation. */
export interface OperationParameter {
  readonly name: string;
  readonly place: ParameterPlace;
  /** Whether the values of a list are written as parameters of their own. Else they are joined by commas. */
  readonly isExploded: boolean;
}

/** An operation of an OpenAPI file, ready to be called. */
export interface OpenApiOperation {
  readonly id: string;
  /** In upper case. */
  readonly method: string;
  /** Such as `/tickets/{id}`. */
  readonly path: string;
  readonly description: string;
  readonly parameters: readonly OperationParameter[];
  readonly hasBody: boolean;
  /** The JSON Schema of the arguments: the parameters by name, and `body`. */
  readonly schema: Fields;
}

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'] as const;

/** The name of the argument with the body. */
export const bodyArgument = 'body';

/**
 * Finds an operation in an OpenAPI document.
 *
 * @param headers the names of the headers that are set, in lower case: others cannot be required
 * @throws {OpenApiError} for an id that is not there, or an operation that a tool cannot call
 */
export function findOperation(
  document: Fields,
  id: string,
  path: string,
  headers: readonly string[],
): OpenApiOperation {
  for (const [route, item] of Object.entries(document['paths'] as Fields)) {
    const resolved = resolveReference(item, document, path);
    if (!isFields(resolved)) continue;
    for (const method of methods) {
      const operation = resolved[method];
      if (!isFields(operation) || operation['operationId'] !== id) continue;
      return toOperation({ id, method, route, item: resolved, operation }, document, path, headers);
    }
  }
  throw new OpenApiError(path, `it has no operation with the operationId ${JSON.stringify(id)}`);
}

interface FoundOperation {
  readonly id: string;
  readonly method: string;
  readonly route: string;
  readonly item: Fields;
  readonly operation: Fields;
}

function toOperation(
  found: FoundOperation,
  document: Fields,
  path: string,
  headers: readonly string[],
): OpenApiOperation {
  const { id, method, route, item, operation } = found;
  const refuse = (problem: string): never => {
    throw new OpenApiError(path, `the operation ${id} ${problem}`);
  };
  const converter = new SchemaConverter(document, path);
  const properties: Record<string, unknown> = {};
  const required: string[] = [];
  const parameters: OperationParameter[] = [];
  for (const parameter of listParameters(item, operation, document, path)) {
    const { name, in: place } = parameter;
    if (typeof name !== 'string' || name === '') return refuse('has a parameter without a name');
    const isRequired = parameter['required'] === true || place === 'path';
    if (place !== 'path' && place !== 'query') {
      const isSet = place === 'header' && headers.includes(name.toLowerCase());
      if (isRequired && !isSet)
        refuse(`needs ${JSON.stringify(name)} in a ${place as string}, which no model sets; add it to headers`);
      continue;
    }
    if (Object.hasOwn(properties, name) || name === bodyArgument) {
      refuse(`has two arguments of the name ${JSON.stringify(name)}`);
    }
    const { schema } = parameter;
    if (schema === undefined) refuse(`has the parameter ${JSON.stringify(name)} without a schema`);
    const converted = converter.convert(schema);
    properties[name] = isFields(converted) ? { ...describe(parameter), ...converted } : converted;
    if (isRequired) required.push(name);
    parameters.push({ name, place, isExploded: parameter['explode'] !== false });
  }
  const body = findBody(operation, document, path, refuse);
  if (body !== undefined) {
    properties[bodyArgument] = converter.convert(body.schema);
    if (body.isRequired) required.push(bodyArgument);
  }
  for (const [, name = ''] of route.matchAll(/\{([^{}]*)\}/g)) {
    if (!parameters.some((parameter) => parameter.place === 'path' && parameter.name === name)) {
      refuse(`has ${JSON.stringify(name)} in its path, and no such parameter`);
    }
  }
  const { definitions } = converter;
  const schema = {
    type: 'object',
    properties,
    required,
    additionalProperties: false,
    ...(Object.keys(definitions).length === 0 ? {} : { $defs: definitions }),
  };
  const description = [operation['summary'], operation['description']]
    .filter((text) => typeof text === 'string')
    .join('\n');
  return {
    id,
    method: method.toUpperCase(),
    path: route,
    description,
    parameters,
    hasBody: body !== undefined,
    schema,
  };
}

/** Lists the parameters of an operation, and those of its path that it does not replace. */
function listParameters(item: Fields, operation: Fields, document: Fields, path: string): readonly Fields[] {
  const byPlace = new Map<string, Fields>();
  for (const list of [item['parameters'], operation['parameters']]) {
    for (const entry of Array.isArray(list) ? (list as readonly unknown[]) : []) {
      const parameter = resolveReference(entry, document, path);
      if (isFields(parameter)) byPlace.set(JSON.stringify([parameter['in'], parameter['name']]), parameter);
    }
  }
  return [...byPlace.values()];
}

function findBody(
  operation: Fields,
  document: Fields,
  path: string,
  refuse: (problem: string) => never,
): { readonly schema: unknown; readonly isRequired: boolean } | undefined {
  if (operation['requestBody'] === undefined) return undefined;
  const body = resolveReference(operation['requestBody'], document, path);
  const content = isFields(body) && isFields(body['content']) ? body['content'] : {};
  const json = content['application/json'];
  if (!isFields(json)) return refuse('takes a body that is not application/json');
  return { schema: json['schema'] ?? {}, isRequired: isFields(body) && body['required'] === true };
}

function describe(parameter: Fields): Fields {
  const { description } = parameter;
  return typeof description === 'string' ? { description } : {};
}
