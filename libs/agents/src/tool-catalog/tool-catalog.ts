import { findToolLabels, type ToolLabels, unknownToolLabels } from '../contract/index.js';

/** A tool, as far as the rules need to know it. Every tool of LangChain is one. */
export interface CatalogTool {
  readonly name: string;
  readonly description?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly schema?: unknown;
}

/** Finds the tools of an agent by name, with their labels. */
export class ToolCatalog {
  readonly #tools: ReadonlyMap<string, CatalogTool>;
  readonly #labels: Readonly<Record<string, ToolLabels>>;

  /** @param labels labels by the name of a tool, in place of those that the tool carries */
  constructor(tools: readonly CatalogTool[], labels: Readonly<Record<string, ToolLabels>> = {}) {
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
    this.#labels = labels;
  }

  find(name: string): CatalogTool | undefined {
    return this.#tools.get(name);
  }

  /** Finds the labels of a tool. A tool that is not known gets the careful ones. */
  findLabels(name: string): ToolLabels {
    if (Object.hasOwn(this.#labels, name)) return this.#labels[name] ?? unknownToolLabels;
    const tool = this.#tools.get(name);
    return tool === undefined ? unknownToolLabels : findToolLabels(tool);
  }
}
