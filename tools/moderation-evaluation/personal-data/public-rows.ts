import { createPiiClassifier } from '../../../libs/moderation/src/index.js';
import { type Figure } from '../figure.js';
import { readRows } from '../read-rows.js';
import { classify, threshold } from '../share-found.js';

interface Row {
  readonly full_text: string;
  readonly spans: readonly {
    readonly entity_type: string;
    readonly start_position: number;
    readonly end_position: number;
  }[];
}

const checkable = ['EMAIL_ADDRESS', 'PHONE_NUMBER', 'CREDIT_CARD', 'IBAN_CODE', 'US_SSN', 'IP_ADDRESS'];

/** Measures the recall of kinds with a checkable form, and the share of texts without any that are altered. */
export async function measurePersonalData(directory: string): Promise<readonly Figure[]> {
  const classifier = createPiiClassifier();
  const rows = await readRows<Row>(directory, 'eval-presidio-pii.json.gz');
  const found = new Map(checkable.map((kind) => [kind, { hits: 0, all: 0 }]));
  let altered = 0;
  let benign = 0;
  for (const { full_text: text, spans } of rows) {
    const marked = (await classify(classifier, text)).spans.filter(({ score }) => score >= threshold);
    const wanted = spans.filter(({ entity_type: kind }) => checkable.includes(kind));
    if (wanted.length === 0) {
      benign += 1;
      if (marked.length > 0) altered += 1;
    }
    for (const span of wanted) {
      const kind = found.get(span.entity_type);
      if (kind === undefined) continue;
      kind.all += 1;
      // A span counts only when it covers all characters: half a number is no redaction.
      if (marked.some(({ start, end }) => start <= span.start_position && span.end_position <= end)) kind.hits += 1;
    }
  }
  const all = [...found.values()].reduce((sum, kind) => ({ hits: sum.hits + kind.hits, all: sum.all + kind.all }));
  return [
    ...[...found].map(([kind, { hits, all: total }]) => ({
      area: 'pii',
      name: `recall, ${kind}`,
      value: hits / total,
      rows: total,
    })),
    {
      area: 'pii',
      name: 'recall, six checkable kinds',
      value: all.hits / all.all,
      rows: all.all,
      target: { atLeast: 0.95 },
      peers: 'redact-pii .909, openai guardrails .768, openredaction .686',
    },
    {
      area: 'pii',
      name: 'benign texts altered',
      value: altered / benign,
      rows: benign,
      target: { atMost: 0.01 },
      peers: 'redact-pii .148, openai guardrails .001, openredaction .60',
    },
  ];
}
