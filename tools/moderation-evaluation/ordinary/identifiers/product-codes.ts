import { alphabets, type Random } from '../../seeded/random.js';
import { type TextWriters } from '../text-writers.js';
import { capitalize, draw } from '../vocabulary.js';

/** Writes lists of goods, books and parcels, with the numbers that shops and post offices give them. */
export const productCodes: TextWriters = {
  'books and bar codes': (random) =>
    random.lines(5, 12, () =>
      random.pick([
        () => `${title(random)}, ISBN ${isbn(random)}`,
        () => `EAN ${ean(random, random.pick(['40', '50', '76', '87', '90', '00']))}: ${title(random)}`,
        () => `GTIN-14: 1${ean(random, '87')}`,
        () => `UPC 0 ${random.digits(5)} ${random.digits(5)} ${random.digits(1)}`,
        () => `ISSN ${random.digits(4)}-${random.digits(3)}X`,
        () => `doi:10.${random.number(4)}/${draw.noun(random)}.${random.number(random.integer(4, 7))}`,
      ])(),
    ),
  'parcels and orders': (random) =>
    random.lines(5, 12, () =>
      random.pick([
        () =>
          `Parcel 1Z${random.string(alphabets.digits + alphabets.upper, 16)} is in ${capitalize(draw.noun(random))}`,
        () => `Tracking: 3S${random.string(alphabets.upper, 4)}${random.digits(9)}`,
        () => `Order 302-${random.digits(7)}-${random.digits(7)} shipped ${draw.date(random)}`,
        () => `R${random.string(alphabets.upper, 1)}${random.digits(9)}NL delivered`,
        () => `Invoice ${random.integer(2015, 2029)}-${random.digits(6)}: ${random.decimal(1, 5000, 2)} EUR`,
        () => `Order #${random.number(random.integer(5, 8))}, customer no. ${random.number(6)}`,
        () => `PO-${random.number(8)} / batch L${random.digits(6)} / best before ${draw.date(random)}`,
      ])(),
    ),
  'stock sheets': (random) => {
    const separator = random.pick([',', ';', '\t']);
    const row = (): string =>
      [
        `${random.string(alphabets.upper, 3)}-${random.digits(5)}`,
        `${draw.adjective(random)} ${draw.noun(random)}`,
        random.integer(0, 9999),
        random.decimal(0, 999, 2),
        draw.date(random),
        random.pick([
          `${random.number(4)} ${random.string(alphabets.upper, 2)}`,
          random.number(5),
          `${random.string(alphabets.upper, 2)}${random.integer(1, 20)} ${random.integer(1, 9)}${random.string(alphabets.upper, 2)}`,
        ]),
        `${random.number(random.integer(6, 8))}`,
      ].join(separator);
    return [
      ['sku', 'name', 'stock', 'price', 'updated', 'postcode', 'order_no'].join(separator),
      random.lines(6, 14, row),
    ].join('\n');
  },
};

function title(random: Random): string {
  return `The ${capitalize(draw.adjective(random))} ${capitalize(draw.noun(random))}`;
}

/** Makes a bar code of 13 digits with its check digit. */
function ean(random: Random, start: string): string {
  const body = `${start}${random.digits(12 - start.length)}`;
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

function isbn(random: Random): string {
  const plain = ean(random, random.pick(['978', '979']));
  const parts = [plain.slice(0, 3), plain.slice(3, 5), plain.slice(5, 9), plain.slice(9, 12), plain.slice(12)];
  return random.chance(0.6) ? parts.join('-') : plain;
}
