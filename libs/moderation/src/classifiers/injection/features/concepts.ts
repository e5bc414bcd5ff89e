import { foldText } from '../../../text/fold-text.js';

/**
 * Groups words of several languages that mean the same in an attack.
 *
 * The model gets these concepts as features in addition to the words, so it applies what it learned from one wording
 * or language to the others.
 */
const wordsByConcept: Readonly<Record<string, string>> = {
  forget: `forget forgot forgotten ignore ignoring disregard disregarding drop discard skip dismiss overlook erase wipe clear cancel abandon override bypass neglect unlearn void
    vergiss vergesst vergessen ignoriere ignorieren ignoriert missachte missachten streiche streichen verwirf verwerfen lass
    olvida olvide olvidar ignora ignorar ignores oublie oubliez oublier ignorez dimentica dimenticare esqueca esquecer забудь забудьте игнорируй игнорируйте zaboravi ignorisi`,
  earlier: `previous previously prior above earlier preceding before foregoing former initial original existing past old
    vorher vorherige vorherigen vorherigem vorangehende vorangehenden vorangegangene vorangegangenen vorige vorigen bisher bisherige bisherigen obige obigen obiges oben davor zuvor frühere früheren alte alten ursprüngliche ursprünglichen gesagte
    anterior anteriores antes previas précédent précédente précédentes précédents avant precedenti предыдущие предыдущее раньше`,
  instruction: `instruction instructions prompt prompts direction directions directive directives rule rules task tasks order orders command commands guideline guidelines assignment assignments
    briefing programming context document documents article articles source sources passage passages information
    anweisung anweisungen aufgabe aufgaben befehl befehle befehlen regel regeln vorgabe vorgaben auftrag aufträge aufträgen dokument dokumente dokumenten kontext artikel quelle quellen informationen ausführungen instruktion instruktionen
    instrucción instrucciones tarea tareas consigne consignes instruções istruzione istruzioni compiti инструкции указания instrukcije upute`,
  all: `all every everything any anything whatever entire whole alle alles allem allen sämtliche sämtlicher sämtlichen ganze ganzen gesamte jede jedes jeden todo todos toda todas tout toute toutes tous tutto tutti tutte tudo все sve`,
  say: `say write print output answer reply respond tell state repeat show display reveal give generate list type speak copy compose draft formulate mention admit claim
    schreib schreibe schreiben sag sage sagen gib geben antworte antworten beantworte nenne nennen zeig zeige zeigen wiederhole wiederholen drucke drucken verfasse formuliere sprich erzähl erzähle behaupte verrate beschreibe
    decir dime escribe responde dis dites écris écrivez répondez réponds dire scrivi rispondi diga скажи скажите напиши напишите`,
  next: `new next another second further additional fresh different real actual neu neue neuer neues neuen nächste nächster nächsten andere anderes anderen weitere weiteren zweite zweiten zusätzliche eigentliche nueva nuevo nouvelle nouveau nuova nuovo nova novo новая новое`,
  now: `now instead henceforth then jetzt nun stattdessen nunmehr fortan dann ahora maintenant désormais ora adesso agora теперь`,
  only: `only just merely simply nothing solely nur bloß lediglich einfach nichts ausschließlich solo solamente seulement soltanto somente только`,
  role: `act acting pretend roleplay role roles character persona play playing behave imagine simulate simulating impersonate become actor actors fungiere fungieren agiere agieren rolle rollen spiel spiele spielen spielt stell verhalte schauspieler figur actúa finge joue fingi`,
  praise: `great excellent well super superb fantastic perfect brilliant wonderful good amazing congratulations compliments wow nice bravo done finished passed complete
    sehr gut großartig wunderbar toll klasse prima hervorragend hervorragenden perfekt glückwunsch geschafft erledigt bestanden danke fertig bien`,
  halt: `stop halt attention important urgent urgently listen stopp achtung wichtig dringend sofort atención`,
  opinion: `hate hates love best worst greatest stupid evil bad better idiot ugly crazy doof dumm blöd böse hasse hasst hassen liebe beste bester besten schlimmste größte geilste scheisse scheiße schlecht odio odia détester déteste`,
  secret: `password secret hidden confidential system private developer admin root passwort geheim geheime geheimen versteckte secreto`,
  limit: `restriction restrictions restricted unrestricted limit limits limited filter filters unfiltered uncensored censorship ethics ethical moral morals immoral policy policies refuse refuses warn warnings disclaimers grenzen einschränkungen zensur`,
  machine: `ai assistant chatgpt gpt bot chatbot model machine llm ki assistent assistenten sprachmodell maschine`,
  not: `not never no don't dont cannot without nicht nie niemals kein keine keinen ohne nunca sans jamais non не`,
};

const conceptByWord: ReadonlyMap<string, string> = new Map(
  Object.entries(wordsByConcept).flatMap(([concept, words]) =>
    words.split(/\s+/u).map((word) => [foldText(word).text, concept] as const),
  ),
);

/** Finds the concept of a folded word; undefined for a word without one. */
export function findConcept(word: string): string | undefined {
  return conceptByWord.get(word);
}
