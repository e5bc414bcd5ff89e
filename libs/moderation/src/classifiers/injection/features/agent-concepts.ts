import { foldText } from '../../../text/fold-text.js';

/**
 * Groups words by their part in an order to an agent: what it should do, how the order is introduced, and what it is after.
 *
 * A tool result tells about mails, files and payments all the time; an attack in it tells the agent to do something with them.
 */
const wordsByConcept: Readonly<Record<string, string>> = {
  'act send': `send mail email forward post upload share transfer wire pay message text tell notify invite publish reply submit export copy write
    schicke sende überweise teile leite envía envia envoie transfiere invia stuur deel verstuur maak`,
  'act change': `delete remove cancel change update set reset modify unlock disable enable grant add create erase give rename replace assign kick ban block
    lösche entferne ändere supprime borra elimina verwijder wijzig`,
  'act go': `visit open click go navigate browse download run execute call install fetch follow enter start
    öffne besuche visita visite ouvre apri bezoek`,
  'act buy': `book reserve buy order purchase schedule make reservation plan rent subscribe buche kaufe bestelle reserva achète prenota boek koop`,
  'act read': `retrieve find get search look read list collect gather summarise summarize check suche finde busca cherche cerca zoek`,
  header: `todo task tasks instruction instructions action command system system_message information important urgent attention note notice
    admin user human assistant agent model ai llm message wichtig hinweis aufgabe importante aviso tarea important belangrijk`,
  goods: `password passwords account iban key keys code token credentials file files inbox mailbox calendar contacts invoice money salary salaries
    card secret address bank passwort konto datei datos archivo fichier bestand`,
  pressure: `must should need have required before first instead now then immediately please only zuerst sofort jetzt bitte ahora primero maintenant`,
};

const conceptByWord: ReadonlyMap<string, string> = new Map(
  Object.entries(wordsByConcept).flatMap(([concept, words]) =>
    words.split(/\s+/u).map((word) => [foldText(word).text, concept] as const),
  ),
);

/** Finds the part of a folded word in an order to an agent; undefined for a word without one. */
export function findAgentConcept(word: string): string | undefined {
  return conceptByWord.get(word);
}
