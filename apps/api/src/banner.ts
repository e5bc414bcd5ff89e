import { type EngineModel } from '@leeward/mixtral-llm';

/** What start-up shows: what is loaded, where it listens, and a command that works. */
export function banner(facts: {
  readonly model: EngineModel;
  readonly template: string;
  readonly policyVersion: string;
  readonly url: string;
}): string {
  const { model, template, policyVersion, url } = facts;
  const rows: readonly (readonly [string, string])[] = [
    ['model', `${model.id} (${model.name})`],
    ['file', model.file ?? 'none'],
    ['precision', model.precision],
    ['device', model.device],
    ['context', `${model.contextSize} tokens`],
    ['template', template],
    ['policy', policyVersion],
    ['url', url],
  ];
  const table = rows.map(([name, value]) => `  ${name.padEnd(10)} ${value}`).join('\n');
  const body = '{"model":"default","stream":true,"messages":[{"role":"user","content":"What is the capital of France?"}]}';
  return `
Leeward is ready.
${table}

Try it:
  curl -N ${url}/v1/chat/completions -H 'Content-Type: application/json' \\
    -d '${body}'
`;
}
