import { type TextRange } from '../../../contract/moderation-input.js';
import { type DetectedSpan } from '../../spans/detected-span.js';
import { shapedServiceNames, shapedServices, toServiceLetters } from '../names/services.js';
import { isSample } from '../values/sample-value.js';
import { hasChanceDigits, toValueKind } from '../values/value-kind.js';

const uuid = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';

/** The shapes by the letters of the service's name. */
const shapes: ReadonlyMap<string, RegExp> = new Map(
  shapedServices.map(({ name, shape }) => [
    toServiceLetters(name),
    new RegExp(`(?:${shape.replaceAll('UUID', uuid)})(?![\\w=+/-])`, 'iy'),
  ]),
);

/** Matches a service's name, at most twenty characters more, and an operator. */
const assignment = new RegExp(
  `(?<name>${shapedServiceNames})(?<rest>[ \\t\\w.~-]{0,32})[\\s'"]{0,3}(?:=>|:{1,3}=|\\?=|\\|\\||[=>:,])`,
  'iy',
);

/** Matches the signs between an operator and a value. Those at the end may belong to the value. */
const gap = /[\x60'"\s=]{0,5}/y;

const serviceName = new RegExp(shapedServiceNames, 'gi');

/** Words in a name that say that the value identifies something and opens nothing. */
const fingerprintWord =
  /(?:sha-?\d{0,3}|md5|hash|digest|checksum|commit|revision|uuid|guid|etag|fingerprint|version|url|path|host|team|org|[\s_.-]id)[\s_'"-]*$/i;

/** Finds the keys of services by the name of the service and the shape of its keys. */
export function findServiceSecrets(text: string): readonly DetectedSpan[] {
  const found: DetectedSpan[] = [];
  for (const { index } of text.matchAll(serviceName)) {
    assignment.lastIndex = index;
    const match = assignment.exec(text);
    const { name = '', rest = '' } = match?.groups ?? {};
    if (match === null || fingerprintWord.test(name + rest)) continue;
    const value = findShape(name, text, assignment.lastIndex);
    if (value !== undefined && isKey(text.slice(value.start, value.end)))
      found.push({ ...value, label: 'SECRET', score: 0.8 });
  }
  return found;
}

function isKey(value: string): boolean {
  return !isSample(value) && hasChanceDigits(value) && toValueKind(value) !== 'named';
}

/** Finds a value of a service's shape behind an operator. */
function findShape(service: string, text: string, operatorEnd: number): TextRange | undefined {
  const shape = shapes.get(toServiceLetters(service));
  gap.lastIndex = operatorEnd;
  gap.test(text);
  for (let start = gap.lastIndex; shape !== undefined && start >= operatorEnd; start -= 1) {
    shape.lastIndex = start;
    const value = shape.exec(text)?.[0];
    if (value !== undefined) return { start, end: start + value.length };
  }
  return undefined;
}
