import { describe, expect, it } from '@jest/globals';

import { foundBy } from '../../../testing/classify.js';
import { createPiiClassifier } from './pii-classifier.js';

const pii = createPiiClassifier();

/** Numbers, versions, ids and reserved names: they belong to no person. */
const impersonal: readonly string[] = [
  '0.4111111111111111',
  '{"score":0.4061253067311954}',
  '-.4111111111111111',
  '[0.4111111111111111, 0.5]',
  '52.3702157, 4.8951679',
  '51.50740000000001, -0.12780000000000',
  '4.111111111111111e-05',
  '4111 1111 1111 1111 1234 5678',
  '1234 4111 1111 1111 1111',
  '4111,1111,1111,1111',
  '4111\t1111\t1111\t1111',
  '1.84.1.0',
  'nginx:1.25.3.1',
  'Version 10.15.7.1 crashes on start.',
  'image: redis:7.2.4.1-alpine',
  'Chrome/49.0.26.1',
  '2.5.29.17',
  'noreply@example.com',
  'jan@mail.example.org',
  'a@b.test',
  'x@foo.invalid',
  'root@localhost',
  'git@github.com:org/repo.git',
  'git clone git@gitlab.acme.nl:team/app.git',
  'ssh://git@github.com/org/repo.git',
  'https://token@github.com/org/repo.git',
  'postgres://user:pass@db.acme.nl/x',
  'deploy@web.acme.nl:/var/www',
  'pkg@1.2.3-beta.next',
  'ISBN 978-3-16-148410-0',
  'ISBN 0612345678',
  'EAN 4006381333931',
  '550e8400-e29b-41d4-a716-446655440000',
  '12345678-1234-1234-1234-123456789012',
  'My order 4003 6000 0000 was not delivered.',
  'The model number is 0612-345678-B.',
  '2024-01-15 12:30:45.123456',
  '2024-01-15T12:30:45Z',
  '1705321845123',
  '20240115123045',
  'Order 302-1234567-1234567',
  'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334',
  'order_id: 4111111111111111',
  '0123 0456 0789',
  '01 02 03 04 05 06 07 08 09 10',
  'In 2024 there were 1,234,567 visitors',
  'commit fa68d0a1234567890123456789012345678901234',
  '+00:00 UTC',
  '10-20-30 40 50',
  'Bestellnummer 0612345678',
  'ticket 06-12345678',
  '5e-324 1.7976931348623157e308',
  '555.0.0.1',
  'call_1234567890',
  'Jan sold 12 345 678 units',
  'population 612 345 678',
  '0000 0000 0000 0000',
  'card 0000 0000 0000 0000',
  'UPC 0 12345 67890 5',
  '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16',
  'see section 3.2.1.4',
  'v1.2.3.4',
  'foo==1.2.3.4',
  'From 12 to 2024 there are 31 is 12',
  '12-05-2024 at 14:30',
  '07-08-2024 12',
  '@media (max-width: 600px)',
  'a@b, @home and user@localhost',
  'std::chrono::a::b',
  '00:1A:2B:3C:4D:5E',
  'CAS 485540-28-8, cc 9524 × 47622514',
  'card\n0.6804,0.6159,0.5762',
  'card 2018-11-10 23:18:46',
  'mobile,2018-01-06,892.42',
  '{"text":"array([0.83485059, -0.78389818])"}',
  'ephone 10.133.0.0/16',
  '?q=mobile+server&since=1641535510039',
  '65 aa 02 17 21 41 06 ac  66 7e dc',
  '{"value": 5204.977300949395}',
  'FROM proxy-data:9.29.6.3 AS table',
  'gateway-balance 173.2.1.44',
  '12:34:56:78',
];

describe('the pii classifier on machine text', () => {
  it.each(impersonal)('finds no personal data in %j', async (text) => {
    expect(await foundBy(pii, text)).toEqual([]);
  });

  it.each([
    ['4111 1111 1111 1111 1234 5678', 'card 4111 1111 1111 1111'],
    ['4111,1111,1111,1111', 'card: 4111,1111,1111,1111'],
    ['4111111111111111e3', 'Visa4111111111111111EXP1227'],
    ['1.84.1.0', 'IP 1.84.1.0'],
    ['1.84.1.0', '1.84.1.0:8080'],
    ['612 345 678', 'llámame al 612 345 678'],
    ['order 0612345678', 'order by phone: 0612345678'],
  ])('lets %j pass, but not with a second sign: %j', async (alone, signed) => {
    expect(await foundBy(pii, alone)).toEqual([]);
    expect(await foundBy(pii, signed)).toHaveLength(1);
  });
});
