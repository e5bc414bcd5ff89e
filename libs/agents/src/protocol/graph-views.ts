import { getJsonSchemaFromSchema, StateSchema } from '@langchain/langgraph';
import { type AgentGraph, type JsonObject, type JsonValue } from '../contract/index.js';
import { toWire, toWireObject } from './to-wire.js';

/** Draws a graph as nodes and edges. @param levels how deep subgraphs are drawn; false for not at all */
export async function drawGraph(graph: AgentGraph, levels: number | boolean): Promise<JsonValue> {
  const drawable = await graph.getGraphAsync({ xray: levels } as never);
  return toWire(drawable.toJSON());
}

/** Gives the JSON Schemas of a graph. A graph that declares none takes and gives any object. */
export function describeGraph(graph: AgentGraph): JsonObject {
  const context = toSchema(graph, ['_contextRuntimeSchema', '_configRuntimeSchema', 'contextSchema']);
  const state = toSchema(graph, ['_schemaRuntimeDefinition']);
  return {
    input_schema: toSchema(graph, ['_inputRuntimeDefinition', '_schemaRuntimeDefinition']),
    output_schema: toSchema(graph, ['_outputRuntimeDefinition', '_schemaRuntimeDefinition']),
    state_schema: state,
    config_schema: context,
    context_schema: context,
  };
}

/** Gives the JSON Schemas of the graphs within a graph, by their namespaces. */
export async function listSubgraphs(
  graph: AgentGraph,
  namespace: string | undefined,
  recurses: boolean,
): Promise<JsonObject> {
  const found: [string, JsonValue][] = [];
  for await (const [name, subgraph] of graph.getSubgraphsAsync(namespace, recurses)) {
    const {
      input_schema: input,
      output_schema: output,
      state_schema: state,
      config_schema: config,
    } = describeGraph(subgraph as AgentGraph);
    found.push([name, { input: input ?? {}, output: output ?? {}, state: state ?? {}, config: config ?? {} }]);
  }
  return Object.fromEntries(found);
}

const anyObject: JsonObject = { type: 'object' };

/** Reads the first schema that a graph has. LangGraph keeps them under the names that it was built with. */
function toSchema(graph: AgentGraph, names: readonly string[]): JsonObject {
  const { builder } = graph as unknown as { readonly builder?: Readonly<Record<string, unknown>> };
  for (const name of names) {
    const schema = builder?.[name];
    if (typeof schema !== 'object' || schema === null) continue;
    try {
      const converted = StateSchema.isInstance(schema)
        ? schema.getJsonSchema()
        : getJsonSchemaFromSchema(schema as never);
      if (converted !== undefined) return toWireObject(converted);
    } catch {
      // Not every schema can be written as JSON Schema, such as one of functions.
    }
  }
  return anyObject;
}
