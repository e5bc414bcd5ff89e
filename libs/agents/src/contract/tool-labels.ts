import { z } from 'zod';

/** The kinds of text that a tool can read. */
export const toolSources = ['trusted', 'untrusted', 'private'] as const;

/**
 * A kind of text that a tool reads: `untrusted` text can come from a stranger, `private` data must not leave, and `trusted`
 * text is neither.
 */
export type ToolSource = (typeof toolSources)[number];

/** The reaches of what a tool can do. */
export const toolEffects = ['none', 'internal', 'external'] as const;

/**
 * The reach of what a tool does: `none` only reads, `internal` changes something of ours that can be undone, and `external`
 * sends, pays, deletes, or shows something to others.
 */
export type ToolEffect = (typeof toolEffects)[number];

/** The facts about a tool by which the flow of information is controlled. */
export interface ToolLabels {
  /** At least one. A mailbox, for example, reads both `untrusted` and `private`. */
  readonly reads: readonly ToolSource[];
  readonly effect: ToolEffect;
}

/** The labels of a tool of which nothing is known: the careful ones. */
export const unknownToolLabels: ToolLabels = { reads: ['untrusted'], effect: 'external' };

/** The field of a tool's `metadata` that holds its labels. LangChain copies metadata into traces: labels are no secret. */
export const toolLabelsKey = 'leeward_labels';

const labelsSchema = z.object({ reads: z.array(z.enum(toolSources)).min(1), effect: z.enum(toolEffects) });

/** Labels a tool, and returns it. Earlier labels are replaced. */
export function labelTool<Tool extends { metadata?: Record<string, unknown> | undefined }>(
  tool: Tool,
  labels: ToolLabels,
): Tool {
  tool.metadata = { ...tool.metadata, [toolLabelsKey]: { reads: [...labels.reads], effect: labels.effect } };
  return tool;
}

/** Finds the labels of a tool. A tool without labels, or with labels that make no sense, gets {@link unknownToolLabels}. */
export function findToolLabels(tool: object): ToolLabels {
  const { metadata } = tool as { readonly metadata?: Readonly<Record<string, unknown>> | undefined };
  const labels = labelsSchema.safeParse(metadata?.[toolLabelsKey]);
  return labels.success ? labels.data : unknownToolLabels;
}
