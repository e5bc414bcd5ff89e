import { alphabets, type Random } from '../../seeded/random.js';
import { type TextWriters } from '../text-writers.js';
import { draw } from '../vocabulary.js';

/** Writes the JSON that tools and services answer with. */
export const json: TextWriters = {
  'JSON with page tokens': (random) =>
    write(random, {
      [draw.noun(random)]: random.list(2, 5, () => item(random)),
      [random.pick([
        'nextPageToken',
        'next_page_token',
        'cursor',
        'next_cursor',
        'continuationToken',
        'NextToken',
        'pageToken',
        'endCursor',
        'scroll_id',
        'syncToken',
      ])]: random.pick([
        () => random.string(alphabets.base64url, random.integer(16, 120)),
        () => random.base64(random.integer(12, 80)),
        () =>
          Buffer.from(JSON.stringify({ id: random.integer(1, 1e6), at: draw.timestamp(random) })).toString('base64'),
        () => `CAUQ${random.string(alphabets.upper, 4)}`,
        () => random.hex(32),
      ])(),
      totalResults: random.integer(0, 9999),
    }),
  'JSON of records': (random) =>
    write(
      random,
      random.list(2, 6, () => item(random)),
    ),
  'JSON with keys of caches': (random) =>
    write(random, {
      cache_key: random.pick([
        random.hex(40),
        random.hex(64),
        `${draw.noun(random)}:${random.hex(32)}`,
        random.base64(20),
      ]),
      cacheKey: `${draw.kebab(random)}-${random.hex(16)}`,
      key: random.pick([
        `${draw.noun(random)}/${draw.date(random)}/${random.uuid()}.json`,
        'ctrl+shift+F12',
        `${draw.noun(random)}.${draw.noun(random)}.${draw.noun(random)}`,
        random.uuid(),
      ]),
      primary_key: draw.snake(random),
      foreign_key: `${draw.noun(random)}_id`,
      partitionKey: `${draw.noun(random).toUpperCase()}#${random.number(8)}`,
      sort_key: `${draw.date(random)}#${random.uuid()}`,
      idempotency_key: random.uuid(),
      api: `v1beta1-${draw.date(random).replaceAll('-', '')}`,
      api_key_env: `${draw.constant(random)}_KEY${random.integer(1, 9)}`,
      publicKeyId: random.hex(16),
      etag: `"${random.hex(32)}"`,
      checksum: `sha256:${random.hex(64)}`,
    }),
  'places on maps': (random) =>
    random.pick([
      () =>
        write(random, {
          type: 'FeatureCollection',
          features: random.list(2, 5, () => ({
            type: 'Feature',
            properties: { name: draw.noun(random), osm_id: random.integer(1e5, 9e9) },
            geometry: {
              type: 'LineString',
              coordinates: random.list(2, 6, () => [
                Number(random.decimal(-180, 180, random.integer(4, 15))),
                Number(random.decimal(-90, 90, random.integer(4, 15))),
              ]),
            },
          })),
        }),
      () => random.lines(6, 14, () => `${random.decimal(-90, 90, 7)}, ${random.decimal(-180, 180, 7)}`),
      () =>
        `<trkseg>${random.lines(4, 9, () => `<trkpt lat="${random.decimal(-90, 90, 9)}" lon="${random.decimal(-180, 180, 9)}"><ele>${random.decimal(0, 4000, 1)}</ele></trkpt>`)}</trkseg>`,
      () =>
        `POLYGON((${random.list(4, 9, () => `${random.decimal(-180, 180, 12)} ${random.decimal(-90, 90, 12)}`).join(',')}))`,
    ])(),
  'measurements in JSON': (random) =>
    write(
      random,
      random.list(3, 8, () => ({
        ts: random.pick([
          random.moment().getTime(),
          Math.floor(random.moment().getTime() / 1000),
          `${random.moment().getTime()}${random.digits(6)}`,
        ]),
        score: random.fraction(),
        price: Number(random.decimal(0, 9999, 2)),
        logprob: -Number(random.decimal(0, 20, 14)),
        value: Number(`${random.decimal(1, 10, random.integer(3, 15))}e${random.integer(-12, 12)}`),
        bytes: random.integer(0, 2e12),
        token: ` ${draw.noun(random)}`,
      })),
    ),
};

function item(random: Random): Readonly<Record<string, unknown>> {
  const fields: readonly [string, () => unknown][] = [
    [
      'id',
      () =>
        random.pick([
          random.uuid(),
          random.integer(1, 1e9),
          random.hex(24),
          `${draw.noun(random)}_${random.string(alphabets.alphanumeric, 16)}`,
        ]),
    ],
    ['created', () => random.moment().getTime()],
    ['updatedAt', () => draw.timestamp(random)],
    ['name', () => `${draw.adjective(random)} ${draw.noun(random)}`],
    ['slug', () => draw.kebab(random)],
    ['price', () => Number(random.decimal(0, 999, 2))],
    ['lat', () => Number(random.decimal(-90, 90, 7))],
    ['lon', () => Number(random.decimal(-180, 180, 7))],
    ['etag', () => random.pick([random.hex(32), `W/"${random.base64(12)}"`])],
    ['sha', () => random.hex(40)],
    ['url', () => `https://${draw.host(random)}/${draw.noun(random)}/${random.number(6)}`],
    ['color', () => `#${random.hex(6)}`],
    ['isActive', () => random.chance(0.5)],
    ['tags', () => random.list(1, 4, () => draw.noun(random))],
    ['parent', () => null],
    ['thumbnail', () => `thumbnails/${random.hex(2)}/${random.hex(2)}/${random.hex(28)}.png`],
    ['rating', () => Number(random.decimal(0, 5, random.integer(1, 15)))],
    ['version', () => draw.version(random)],
    ['email', () => `${draw.user(random)}@${draw.host(random)}`],
    ['permissions', () => random.integer(0, 777)],
  ];
  return Object.fromEntries(
    random
      .shuffle(fields)
      .slice(0, random.integer(4, 9))
      .map(([name, make]) => [name, make()]),
  );
}

function write(random: Random, value: unknown): string {
  return JSON.stringify(value, undefined, random.pick([0, 2, 4, '\t']));
}
