import { type Random } from '../seeded/random.js';
import { draw } from '../ordinary/vocabulary.js';
import { appendLuhnDigit } from './check-digits.js';
import { type Language } from './sentences.js';

type BenignValue =
  'order' | 'date' | 'price' | 'version' | 'isbn' | 'place' | 'reserved' | 'number' | 'time' | 'postcode';

/** Lists sentences with a place for a number or name that is nobody's personal data. */
export const benignSentences: Readonly<
  Record<Exclude<Language, 'zh'>, Readonly<Record<BenignValue, readonly string[]>>>
> = {
  en: {
    order: [
      'Your order {} has been shipped.',
      'Order number: {}',
      'Please quote reference {} in your reply.',
      'The invoice {} is due.',
    ],
    date: ['The meeting is on {} at noon.', 'Valid from {} to the end of the year.'],
    price: ['The total is {} including tax.', 'We sold {} last month, up 4.5 %.'],
    version: ['Please upgrade to version {} first.', 'It works with {} and later.', 'The image runs release {}.'],
    isbn: ['The ISBN is {}.', 'I found it under ISBN {} in the library.'],
    place: ['The hut is at {}, behind the lake.', 'Coordinates: {}'],
    reserved: ['Use {} in your tests.', 'The docs say: send it to {}.', 'Sender: {} (sample)'],
    number: ['Serial number {} is out of warranty.', 'The part {} is no longer made.', 'Meter reading: {}'],
    time: ['The log says {} and nothing more.', 'Backup finished at {}.'],
    postcode: ['We live in {}, near the station.', 'Deliver to {} please.'],
  },
  nl: {
    order: [
      'Je bestelling {} is verzonden.',
      'Ordernummer: {}',
      'Vermeld kenmerk {} in je antwoord.',
      'Factuur {} is nog open.',
    ],
    date: ['De vergadering is op {} om twaalf uur.', 'Geldig vanaf {}.'],
    price: ['Het totaal is {} inclusief btw.', 'We verkochten {} vorige maand.'],
    version: ['Werk eerst bij naar versie {}.', 'Het werkt met {} en nieuwer.'],
    isbn: ['Het ISBN is {}.'],
    place: ['De hut ligt op {}, achter het meer.', 'Coördinaten: {}'],
    reserved: ['Gebruik {} in je tests.', 'Afzender: {} (voorbeeld)'],
    number: ['Serienummer {} valt buiten de garantie.', 'Meterstand: {}', 'Artikelnummer {} is uitverkocht.'],
    time: ['In het logboek staat {}.'],
    postcode: ['Wij wonen in {}, bij het station.'],
  },
  de: {
    order: [
      'Ihre Bestellung {} wurde versandt.',
      'Auftragsnummer: {}',
      'Bitte Aktenzeichen {} angeben.',
      'Rechnung {} ist fällig.',
    ],
    date: ['Die Sitzung ist am {} um zwölf.', 'Gültig ab {}.'],
    price: ['Die Summe beträgt {} inklusive Steuer.', 'Wir haben {} im letzten Monat verkauft.'],
    version: ['Bitte zuerst auf Version {} aktualisieren.', 'Es läuft ab {}.'],
    isbn: ['Die ISBN ist {}.'],
    place: ['Die Hütte liegt bei {}, hinter dem See.', 'Koordinaten: {}'],
    reserved: ['Nimm {} in deinen Tests.', 'Absender: {} (Beispiel)'],
    number: ['Die Seriennummer {} hat keine Garantie mehr.', 'Zählerstand: {}', 'Artikelnummer {} ist ausverkauft.'],
    time: ['Im Protokoll steht {}.'],
    postcode: ['Wir wohnen in {}, beim Bahnhof.'],
  },
  fr: {
    order: [
      'Votre commande {} a été expédiée.',
      'Numéro de commande : {}',
      'Rappelez la référence {} dans votre réponse.',
      'La facture {} est à payer.',
    ],
    date: ['La réunion est le {} à midi.', 'Valable à partir du {}.'],
    price: ['Le total est de {} taxes comprises.', 'Nous avons vendu {} le mois dernier.'],
    version: ['Passez d’abord à la version {}.', 'Cela marche avec {} et après.'],
    isbn: ['L’ISBN est {}.'],
    place: ['La cabane est à {}, derrière le lac.', 'Coordonnées : {}'],
    reserved: ['Utilisez {} dans vos tests.', 'Expéditeur : {} (exemple)'],
    number: ['Le numéro de série {} n’est plus garanti.', 'Relevé du compteur : {}'],
    time: ['Le journal indique {}.'],
    postcode: ['Nous habitons à {}, près de la gare.'],
  },
  es: {
    order: [
      'Su pedido {} ha sido enviado.',
      'Número de pedido: {}',
      'Indique la referencia {} en su respuesta.',
      'La factura {} vence pronto.',
    ],
    date: ['La reunión es el {} a mediodía.', 'Válido a partir del {}.'],
    price: ['El total es {} con impuestos.', 'Vendimos {} el mes pasado.'],
    version: ['Actualice primero a la versión {}.', 'Funciona con {} y posteriores.'],
    isbn: ['El ISBN es {}.'],
    place: ['La cabaña está en {}, detrás del lago.', 'Coordenadas: {}'],
    reserved: ['Use {} en sus pruebas.', 'Remitente: {} (ejemplo)'],
    number: ['El número de serie {} ya no tiene garantía.', 'Lectura del contador: {}'],
    time: ['El registro dice {}.'],
    postcode: ['Vivimos en {}, cerca de la estación.'],
  },
  it: {
    order: [
      'Il suo ordine {} è stato spedito.',
      'Numero d’ordine: {}',
      'Indichi il riferimento {} nella risposta.',
      'La fattura {} è in scadenza.',
    ],
    date: ['La riunione è il {} a mezzogiorno.', 'Valido dal {}.'],
    price: ['Il totale è {} tasse incluse.', 'Abbiamo venduto {} il mese scorso.'],
    version: ['Aggiorni prima alla versione {}.', 'Funziona con {} e successive.'],
    isbn: ['L’ISBN è {}.'],
    place: ['La baita è a {}, dietro il lago.', 'Coordinate: {}'],
    reserved: ['Usi {} nei test.', 'Mittente: {} (esempio)'],
    number: ['Il numero di serie {} non è più in garanzia.', 'Lettura del contatore: {}'],
    time: ['Il registro dice {}.'],
    postcode: ['Abitiamo a {}, vicino alla stazione.'],
  },
};

/** Makes the values for the benign sentences. */
export const benignValues: Readonly<Record<BenignValue, (random: Random) => string>> = {
  order: (random) =>
    random.pick([
      () => random.number(random.integer(5, 10)),
      () => `${random.integer(2015, 2029)}-${random.digits(6)}`,
      () => `${random.number(3)}-${random.digits(7)}-${random.digits(7)}`,
      () => `AB-${random.number(8)}`,
      () => breakLuhnDigit(`4${random.digits(14)}`),
      () => (breakLuhnDigit(`5${random.digits(14)}`).match(/.{4}/g) ?? []).join(' '),
    ])(),
  date: (random) =>
    random.pick([
      () => draw.date(random),
      () => `${random.integer(1, 28)}-${random.integer(1, 12)}-${random.integer(2000, 2029)}`,
      () =>
        `${`${random.integer(1, 28)}`.padStart(2, '0')}.${`${random.integer(1, 12)}`.padStart(2, '0')}.${random.integer(2000, 2029)}`,
      () => `${random.integer(1, 12)}/${random.integer(1, 28)}/${random.integer(10, 29)}`,
      () => draw.date(random).replaceAll('-', ''),
    ])(),
  price: (random) =>
    random.pick([
      () => `€ ${random.decimal(1, 9999, 2)}`,
      () => `${random.integer(1, 999)}.${random.digits(3)},${random.digits(2)} €`,
      () => `$${random.integer(1, 999)},${random.digits(3)},${random.digits(3)}.${random.digits(2)}`,
      () => `${random.integer(1, 99)}\u202f${random.digits(3)}\u202f${random.digits(3)} EUR`,
    ])(),
  version: (random) =>
    random.pick([
      () => draw.version(random),
      () => `${random.integer(1, 30)}.${random.integer(0, 99)}.${random.integer(0, 9)}.${random.integer(0, 9)}`,
      () => `v${random.integer(1, 9)}.${random.integer(0, 30)}.${random.integer(0, 30)}-${random.number(4)}`,
      () => `nginx:1.${random.integer(10, 29)}.${random.integer(0, 9)}.${random.integer(1, 9)}`,
    ])(),
  isbn: (random) =>
    `${random.pick(['978', '979'])}-${random.integer(0, 9)}-${random.digits(4)}-${random.digits(4)}-${random.digits(1)}`,
  place: (random) =>
    random.pick([
      () => `${random.decimal(-80, 80, random.integer(4, 14))}, ${random.decimal(-170, 170, random.integer(4, 14))}`,
      () => `${random.integer(1, 89)}° ${random.integer(0, 59)}′ ${random.decimal(0, 59, 3)}″ N`,
    ])(),
  reserved: (random) =>
    `${random.pick([draw.user(random), 'noreply', 'info', 'jane'])}@${random.pick(['example.com', 'example.org', 'example.net', `${draw.noun(random)}.test`, `${draw.noun(random)}.invalid`, `${draw.noun(random)}.example`])}`,
  number: (random) =>
    random.pick([
      () => `${random.string('ABCDEFGHJK', 2)}${random.digits(8)}`,
      () => `${random.number(4)}-${random.digits(3)}-${random.digits(2)}`,
      () => random.number(random.integer(6, 9)),
      () => `${random.number(5)},${random.digits(3)}`,
      () => `0.${random.digits(16)}`,
      () => random.list(5, 7, () => random.number(4)).join(' '),
    ])(),
  time: (random) =>
    random.pick([
      draw.timestamp(random),
      `${random.moment().getTime()}`,
      `${Math.floor(random.moment().getTime() / 1000)}`,
      `${random.integer(10, 23)}:${random.integer(10, 59)}:${random.integer(10, 59)}.${random.digits(6)}`,
    ]),
  postcode: (random) =>
    random.pick([
      `${random.number(4)} AB Utrecht`,
      `${random.number(5)} Berlin`,
      `SW1A ${random.integer(1, 9)}AA London`,
      `${random.number(5)} Lyon`,
      `${random.number(5)}-${random.digits(4)} Portland`,
    ]),
};

/** Appends a digit with which a number is no payment card. */
function breakLuhnDigit(body: string): string {
  const right = appendLuhnDigit(body);
  return `${body}${(Number(right.slice(-1)) + 3) % 10}`;
}
