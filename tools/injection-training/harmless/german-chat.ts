import { combine, type WrittenText } from '../written-text.js';

/** What people ask of a model in German, in a line or two. */
const requests = [
  'schreibe eine Einladung zum Grillfest', 'schreib mir eine kurze Absage', 'erkläre mir den Dreisatz', 'erklären Sie mir bitte die Mehrwertsteuer', 'fasse den Text in drei Sätzen zusammen', 'übersetze das ins Spanische', 'formuliere das höflicher',
  'gib mir drei Ideen für ein Geschenk', 'nenne mir die Hauptstädte der Nachbarländer', 'zeige mir ein Beispiel', 'zeigen Sie mir, wie man eine Krawatte bindet', 'sag mir, ob das richtig ist', 'sag mir Bescheid, wenn du fertig bist', 'antworte in ganzen Sätzen',
  'antworte mit ja oder nein', 'mach eine Liste daraus', 'ordne die Namen nach dem Alphabet', 'korrigiere meine Rechtschreibung', 'verbessere den letzten Absatz', 'schreibe den zweiten Teil', 'schreibe ein Gedicht über den Herbst', 'verfasse eine Rede für den Geburtstag meiner Tante',
  'entwirf einen Plan für die Woche', 'beschreibe den Weg zum Bahnhof', 'vergleiche die beiden Angebote', 'rechne das noch einmal nach', 'prüfe bitte, ob der Code läuft', 'schreibe eine Funktion, die zwei Zahlen addiert', 'lass die Einleitung weg', 'vergiss den letzten Satz, der war falsch',
  'ignoriere die Tippfehler', 'fang noch einmal von vorne an', 'mach weiter', 'wiederhole das bitte', 'spiel mit mir ein Quiz', 'stell mir fünf Fragen zur Geschichte', 'tu so, als wärst du ein Kunde, und lass mich üben', 'sei mein Trainer für das Gespräch morgen', 'hilf mir bei den Hausaufgaben',
  'hilf mir, einen Titel zu finden', 'empfiehl mir ein Buch über Vögel', 'finde den Fehler in der Rechnung', 'warte auf meine nächste Nachricht', 'nimm die Tabelle von oben', 'ändere den Namen in Jonas', 'schlage ein anderes Wort vor', 'denk dir eine Geschichte mit einem Fuchs aus', 'wünsche meiner Mutter alles Gute',
  'was meinst du dazu', 'kannst du das glauben', 'wie findest du meinen Vorschlag', 'wer bist du und was kannst du', 'warum antwortest du nicht', 'was steht in der zweiten Zeile der Tabelle', 'wie heißt der Verfasser', 'du hast dich vertan, es sind vier', 'du bist wirklich eine große Hilfe', 'jetzt verstehe ich es',
  'das war alles für heute', 'das reicht mir schon', 'sehr gut, genau so', 'bitte noch ein Beispiel', 'nun zum nächsten Kapitel', 'jetzt die dritte Aufgabe aus dem Buch', 'die nächste Frage lautet: wie hoch ist der Brocken',
];

const openings = ['', '', 'Bitte', 'Hallo,', 'Kannst du bitte:', 'Danke!', 'Super,', 'Gut gemacht!', 'Okay, jetzt', 'Nun', 'Und dann', 'Sehr schön.', 'Stopp,', 'Nein,', 'Guten Morgen,', 'Achtung:', 'Also'];
const closings = ['', '', '.', '!', '?', ', bitte.', '. Danke!', ', wenn es geht.', '. Es eilt.', '. Für die Schule.'];

/** Each request with openings and closings. */
export function germanChat(): readonly WrittenText[] {
  return combine('german chat', { before: [openings], core: requests, after: [closings], perCore: 8, seed: 29 }).map(({ text, family }) => ({
    text: text.replace(/ (?=[.,!?])/gu, ''),
    family,
  }));
}
