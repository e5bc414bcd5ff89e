import { type EmbeddingModel, type EngineModel } from '@leeward/mixtral-llm';
import { type Category, type ClassifierCoverage, extensionCategories, openAiCategories } from '@leeward/moderation';
import { toPolicyLabel } from '../moderation/policy-label.js';

/** Describes the learned guard. */
interface GuardDetails {
  readonly label: string;
  /** The codes of the languages that it knows. Empty: it does not say. */
  readonly languages: readonly string[];
  readonly threads: number;
}

/** Creates the text that start-up prints: the model, the address, and a command to try. */
export function createBanner(details: {
  readonly model: EngineModel;
  /** The number of answers at the same time. */
  readonly parallel: number;
  readonly template: string;
  readonly policy: { readonly name: string; readonly version: string };
  /** The learned guard. Undefined when it is switched off. */
  readonly guard?: GuardDetails | undefined;
  /** The classifiers that run under the policy. */
  readonly coverage: readonly ClassifierCoverage[];
  /** Undefined when none is configured. */
  readonly embeddings?: EmbeddingModel | undefined;
  /** The number of API keys; undefined when requests need none. */
  readonly keys?: number | undefined;
  /** The audit log file; undefined when there is none. */
  readonly auditLog?: { readonly path: string; readonly isKeyed: boolean } | undefined;
  /** The place of stored responses, in words. */
  readonly storage: string;
  /** The names of the agents and their file, in words. */
  readonly agents: string;
  /** The place of the agents' threads and runs, in words. */
  readonly threads: string;
  readonly url: string;
}): string {
  const {
    model,
    parallel,
    template,
    policy,
    guard,
    coverage,
    embeddings,
    keys,
    auditLog,
    storage,
    agents,
    threads,
    url,
  } = details;
  const rows: readonly (readonly [string, string])[] = [
    ['model', `${model.id} (${model.name})`],
    ['file', model.file ?? 'none'],
    ['precision', model.precision],
    ['device', model.device],
    ['context', `${parallel} × ${model.contextSize} tokens`],
    ...(model.memory
      ? [
          [
            'memory',
            `${toGigabytes(model.memory.weights)} of weights, ${toGigabytes(model.memory.context)} of context`,
          ] as const,
        ]
      : []),
    ['template', template],
    ...(embeddings
      ? [
          [
            'embeddings',
            `${embeddings.id}, ${embeddings.dimensions} dimensions${embeddings.isTrainedToEmbed ? '' : ' (averages of a language model)'}`,
          ] as const,
        ]
      : []),
    ['policy', toPolicyLabel(policy)],
    [
      'guard',
      guard
        ? describeGuard(guard)
        : 'off (GUARD_MODEL=off): nothing learned scores threats, self-harm or illicit requests',
    ],
    ...describeCoverage(coverage),
    ['access', keys === undefined ? 'open to everyone' : `${keys} ${keys === 1 ? 'key' : 'keys'}`],
    [
      'audit',
      auditLog
        ? `${auditLog.path} (${auditLog.isKeyed ? 'chained with a key' : 'chained without a key'})`
        : 'not kept in a file',
    ],
    ['storage', storage],
    ['agents', agents],
    ['threads', threads],
    ['url', url],
  ];
  const table = rows.map(([name, value]) => `  ${name.padEnd(10)} ${value}`).join('\n');
  const body =
    '{"model":"default","stream":true,"messages":[{"role":"user","content":"What is the capital of France?"}]}';
  const key = keys === undefined ? '' : " -H 'Authorization: Bearer YOUR_KEY'";
  return `
Leeward is ready.
${table}

Try it:
  curl -N ${url}/v1/chat/completions -H 'Content-Type: application/json'${key} \\
    -d '${body}'
`;
}

function describeGuard({ label, languages, threads }: GuardDetails): string {
  const known = languages.length === 0 ? '' : ` for texts in ${languages.join(', ')}`;
  return `${label}${known}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

function toGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

/** Describes in rows which classifier scores which category, and which categories have no score. */
function describeCoverage(
  coverage: readonly ClassifierCoverage[],
): readonly (readonly [name: string, value: string])[] {
  const scored = new Set(coverage.flatMap(({ categories }) => categories));
  // The category of a policy's own rules is scored only where a policy has some.
  const known = [...openAiCategories, ...extensionCategories].filter((category) => category !== 'x/rules');
  const unscored = known.filter((category) => !isScored(category, scored));
  return [
    ...coverage.map(
      ({ classifier, categories }, index) =>
        [index === 0 ? 'scored' : '', `by ${classifier}: ${categories.join(', ')}`] as const,
    ),
    ['not scored', unscored.join(', ') || 'none'],
  ];
}

/** A classifier may score only kinds of a category, such as `x/pii/email`. */
function isScored(category: Category, scored: ReadonlySet<Category>): boolean {
  return scored.has(category) || [...scored].some((one) => one.startsWith(`${category}/`) && category.startsWith('x/'));
}
