import { type Random } from '../seeded/random.js';

/** Describes a phone number as people of its country write it, and as they write it for others. */
export interface PhoneNumber {
  readonly national: string;
  readonly international: string;
}

/** Makes phone numbers by country, within the ranges that the countries give out. */
export const phoneNumbers: Readonly<Record<string, (random: Random) => PhoneNumber>> = {
  NL: (random) => {
    const isMobile = random.chance(0.6);
    if (isMobile) {
      const number = `${random.pick([...'123458'])}${random.digits(7)}`;
      return {
        national: `06${random.pick(['-', ' ', ''])}${random.pick([number, pairs(number), `${number.slice(0, 4)} ${number.slice(4)}`])}`,
        international: `${prefix(random, '31')}6${random.pick(['', ' '])}${random.pick([number, pairs(number)])}`,
      };
    }
    const area = random.pick(['10', '20', '30', '40', '70']);
    const number = `${random.integer(2, 9)}${random.digits(6)}`;
    return {
      national: `0${area}${random.pick(['-', ' ', '-'])}${random.pick([number, `${number.slice(0, 3)} ${number.slice(3, 5)} ${number.slice(5)}`])}`,
      international: `${prefix(random, '31')}${area} ${number}`,
    };
  },
  BE: (random) => {
    const number = `4${random.integer(7, 9)}${random.digits(1)}${random.digits(6)}`;
    const rest = number.slice(3);
    return {
      national: `0${number.slice(0, 3)}${random.pick([` ${pairs(rest)}`, `/${pairs(rest, '.')}`, `/${rest}`, rest])}`,
      international: `${prefix(random, '32')}${number.slice(0, 3)} ${pairs(rest)}`,
    };
  },
  DE: (random) => {
    const isMobile = random.chance(0.7);
    const area = isMobile
      ? random.pick(['151', '160', '170', '171', '172', '175', '176'])
      : random.pick(['30', '40', '89']);
    const length = isMobile && area.startsWith('17') && area !== '176' ? 7 : 8;
    const number = `${random.integer(2, 9)}${random.digits(length - 1)}`;
    return {
      national: `0${area}${random.pick([' ', '/', '-', ' / ', ''])}${random.pick([number, `${number.slice(0, 3)} ${number.slice(3)}`])}`,
      international: `${prefix(random, '49')}${area} ${number}`,
    };
  },
  FR: (random) => {
    const start = random.pick(['06', '06', '07', '01', '02', '03', '04', '05', '09']);
    const number = `${start}${random.integer(4, start === '02' ? 5 : 7)}${random.digits(7)}`;
    return {
      national: random.pick([pairs(number), pairs(number, '.'), number, pairs(number, '-')]),
      international: `${prefix(random, '33')}${number.slice(1, 2)} ${pairs(number.slice(2))}`,
    };
  },
  UK: (random) => {
    const mobile = random.pick(['7415', '7533', '7712', '7734', '7815', '7850', '7946', '7985']);
    const number = random.digits(6);
    if (random.chance(0.6))
      return {
        national: `0${mobile} ${random.pick([number, `${number.slice(0, 3)} ${number.slice(3)}`])}`,
        international: `${prefix(random, '44')}${mobile} ${number}`,
      };
    const local = `${random.integer(2, 7)}${random.digits(2)} ${random.digits(4)}`;
    const area = random.pick(['161', '131', '121', '151']);
    return {
      national: `${random.pick([`0${area}`, `(0${area})`])} ${local}`,
      international: `${prefix(random, '44')}${area} ${local}`,
    };
  },
  US: (random) => {
    const area = random.pick(['212', '312', '415', '503', '617', '646', '713', '808']);
    const exchange = `${random.integer(2, 9)}${random.integer(2, 9)}${random.integer(0, 9)}`.replace('555', '556');
    const line = random.number(4);
    return {
      national: random.pick([
        `(${area}) ${exchange}-${line}`,
        `${area}-${exchange}-${line}`,
        `${area}.${exchange}.${line}`,
        `${area} ${exchange} ${line}`,
      ]),
      international: `+1${random.pick([' ', '-', ' '])}${area}${random.pick([' ', '-'])}${exchange}-${line}`,
    };
  },
  ES: (random) => {
    const number = `${random.pick(['6', '6', '91', '93'])}${random.digits(8)}`.slice(0, 9);
    return {
      national: random.pick([
        `${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`,
        `${number.slice(0, 3)} ${pairs(number.slice(3))}`,
        number,
      ]),
      international: `${prefix(random, '34', false)}${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`,
    };
  },
  IT: (random) => {
    if (random.chance(0.7)) {
      const area = random.pick(['320', '328', '333', '338', '347', '349', '389', '392']);
      const number = random.number(7);
      return {
        national: `${area}${random.pick([` ${number}`, number, ` ${number.slice(0, 3)} ${number.slice(3)}`, `-${number}`])}`,
        international: `${prefix(random, '39', false)}${area} ${number}`,
      };
    }
    const area = random.pick(['02', '06']);
    const number = `${random.integer(3, 8)}${random.digits(7)}`;
    return {
      national: `${area}${random.pick([' ', '-', '/'])}${number}`,
      international: `${prefix(random, '39', false)}${area} ${number}`,
    };
  },
  CN: (random) => {
    if (random.chance(0.7)) {
      const number = `${random.pick(['130', '136', '138', '139', '150', '158', '180', '186', '188', '189'])}${random.digits(8)}`;
      const [first, second, third] = [number.slice(0, 3), number.slice(3, 7), number.slice(7)];
      return {
        national: random.pick([number, `${first} ${second} ${third}`, `${first}-${second}-${third}`]),
        international: `+86 ${random.pick([number, `${first} ${second} ${third}`])}`,
      };
    }
    const number = `${random.integer(5, 8)}${random.digits(7)}`;
    const area = random.pick(['10', '21']);
    return { national: `0${area}-${number}`, international: `+86 ${area} ${number}` };
  },
};

function pairs(digits: string, separator = ' '): string {
  return (digits.match(/\d{1,2}/g) ?? []).join(separator);
}

/** Writes the code of a country. Where numbers begin with 0 at home, some write it in brackets. */
function prefix(random: Random, country: string, hasZero = true): string {
  const forms = [`+${country} `, `+${country}`, `00${country} `, `(+${country}) `];
  return random.pick(hasZero ? [...forms, `+${country} (0)`] : forms);
}
