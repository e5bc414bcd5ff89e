import { anyOf, upToFourWords, upToThreeWords } from './rule.js';

/** A sign of an attempt to get at the system prompt or at rules of others. */
export interface SystemPromptSign {
  readonly name: string;
  /** Match folded text; global, and every repetition is bounded. */
  readonly patterns: readonly RegExp[];
}

function sign(name: string, ...sources: readonly string[]): SystemPromptSign {
  return { name, patterns: sources.map((source) => new RegExp(source, 'gu')) };
}

const give = String.raw`(?:show|print|reveal|repeat|output|display|leak|tell|give|return|expose|dump|copy|send|share|recite|write out|write down|disclose|paste|quote|echo|translate|encode|summari[sz]e|spell|list|provide|read out|say|what (?:is|was|are|were)|what's)`;

/** Names of the system prompt, in several languages. Words for "instructions" count with "your" or "system" only. */
const promptNames = [
  String.raw`(?:system|initial|hidden|secret|developer|pre)[\s-]?(?:prompts?|messages?|instructions?|directives?)`,
  String.raw`your\s+(?:(?:original|full|entire|exact|complete|own|internal|confidential|above|first|very)\s+){0,2}(?:prompts?|instructions?|directives|guidelines|rules|configuration|programming)`,
].join('|');

/** Finds orders to give away the system prompt. */
const extraction = sign(
  'extraction',
  String.raw`\b${give}\b\s+${upToFourWords}(?:${promptNames})\b`,
  // Everything that stands before the user's words.
  String.raw`\b${give}\b\s+${upToFourWords}(?:text|words|content|everything|messages?|conversation|sentences?|lines?)\s+${upToThreeWords}(?:above|before|preceding|prior to)\b`,
  String.raw`\b(?:zeige?|nenne?|gib|verrate|drucke?|wiederhole?|schreibe?|ubersetze?)\b[^.!?\n]{0,40}?\b(?:system-?\s?prompts?|systemanweisung(?:en)?|systemnachricht|deine?[nr]?\s+(?:\p{L}{1,20}\s+)?(?:anweisungen|vorgaben|instruktionen|prompts?|regeln))`,
  String.raw`\b(?:toon|geef|laat|onthul|herhaal|print|vertel|vertaal)\b[^.!?\n]{0,40}?\b(?:systeem-?\s?prompt|systeembericht|systeeminstructies|je\s+(?:\p{L}{1,20}\s+)?(?:instructies|prompt|regels|opdrachten))\b`,
  String.raw`\b(?:montre|affiche|donne|revele|repete|ecris|imprime|traduis|dis)\b[^.!?\n]{0,40}?\b(?:(?:prompt|invite|message|instructions)\s+(?:de\s+)?(?:du\s+)?systeme|(?:tes|vos)\s+(?:\p{L}{1,20}\s+)?(?:instructions|consignes|regles))\b`,
  String.raw`\b(?:muestra|muestrame|dime|revela|repite|imprime|escribe|dame|ensename|traduce)\b[^.!?\n]{0,40}?\b(?:(?:prompt|mensaje|instrucciones)\s+(?:de|del)\s+sistema|system prompt|tus\s+(?:\p{L}{1,20}\s+)?(?:instrucciones|reglas|indicaciones))\b`,
  String.raw`\b(?:mostra|mostrami|dimmi|rivela|ripeti|stampa|scrivi|dammi|traduci)\b[^.!?\n]{0,40}?\b(?:(?:prompt|messaggio|istruzioni)\s+(?:di|del)\s+sistema|system prompt|(?:tue|vostre)\s+(?:\p{L}{1,20}\s+)?(?:istruzioni|regole))\b`,
  String.raw`\b(?:mostre|mostra|revele|revela|repita|imprima|escreva|diga|exiba|traduza)\b[^.!?\n]{0,40}?\b(?:(?:prompt|mensagem|instrucoes)\s+(?:de|do)\s+sistema|system prompt|(?:suas|tuas)\s+(?:\p{L}{1,20}\s+)?(?:instrucoes|regras))\b`,
  String.raw`${anyOf('покажи|выведи|раскрой|повтори|напечатай|назови')}[^.!?\n]{0,40}?${anyOf('системн')}\p{L}{1,4}\s+${anyOf('промпт|инструкци|сообщени')}`,
  String.raw`(?:显示|告诉我|输出|打印|重复|泄露|给我)[^。！？\n]{0,16}?(?:系统|初始|隐藏)(?:提示|指令|消息)`,
);

/** Finds orders to set aside the system prompt, or rules that makers and operators have set. */
const lifting = sign(
  'lifting',
  String.raw`\b(?:ignor(?:e|ing)|disregard|forget|override|bypass|violate|break|disable|deactivate|turn off|switch off|suspend|do not follow|don't follow|stop following|overwrite|replace|delete|erase)\s+${upToFourWords}(?:system (?:prompt|message|instructions?)|developer(?:'s|s)? (?:prompt|message|instructions|rules)|your\s+(?:\p{L}{1,20}\s+)?(?:guidelines|safety|restrictions|filters?|policies|policy|programming|training|safeguards|guardrails|limitations)|(?:safety|content|moderation|ethical) (?:guidelines|filters?|policy|policies|rules|restrictions|layer))\b`,
  String.raw`\b(?:rules|instructions|limits|restrictions|guidelines|policies)\s+(?:that\s+)?(?:\p{L}{1,12}\s+){0,3}?(?:set|given|imposed|written|made)?\s*(?:by|from|of)\s+(?:openai|anthropic|mistral|google|meta|your\s+(?:developers?|creators?|makers?|operators?|owners?|company))\b`,
  String.raw`\b(?:ignoriere|vergiss|umgehe|missachte|deaktiviere)\b[^.!?\n]{0,30}?\b(?:system-?\s?prompt|systemanweisung(?:en)?|deine\s+(?:\p{L}{1,20}\s+)?(?:richtlinien|regeln|filter|sicherheit\p{L}{0,12}|programmierung|beschrankungen))\b`,
  String.raw`\b(?:negeer|vergeet|omzeil)\b[^.!?\n]{0,30}?\b(?:systeem-?\s?prompt|je\s+(?:\p{L}{1,20}\s+)?(?:richtlijnen|regels|filters|beperkingen))\b`,
  String.raw`\b(?:ignora|olvida|omite|ignore|oublie|contourne|dimentica|aggira|esqueca)\b[^.!?\n]{0,30}?\b(?:(?:prompt|instrucciones|istruzioni|instrucoes|instructions)\s+(?:de|del|di|do|du)\s+(?:sistema|systeme)|system prompt|(?:tus|tes|vos|tue|suas|tuas)\s+(?:\p{L}{1,20}\s+)?(?:reglas|regles|regole|regras|restricciones|restrictions|restrizioni|restricoes|filtros|filtres|filtri|directrices))\b`,
);

/** Lists the signs of an attempt. One alone is a question that people ask, or a wish of theirs. */
export const attemptSigns: readonly SystemPromptSign[] = [extraction, lifting];

/** Lists the signs that count beside an attempt: nobody with an ordinary question has them. */
export const secondSigns: readonly SystemPromptSign[] = [
  sign(
    'verbatim',
    String.raw`\b(?:verbatim|word (?:for|by) word|letter by letter|character by character|unredacted|exactly as (?:it is |they are |you (?:got|received) )?(?:written|given|stated)?|without (?:any )?(?:omissions?|changes|paraphras\p{L}{1,4}|summari[sz]\p{L}{1,3})|entire|in full|the full text|complete text|from the (?:very )?(?:beginning|start|first word)|starting (?:with|from)\s+["“'](?:you are|you're)|code ?block|nothing else|no (?:commentary|explanation)s?)\b`,
    String.raw`\b(?:wortlich|wort fur wort|vollstandig\p{L}{0,2}|unverandert|woord voor woord|letterlijk|volledig|mot a mot|integralement|palabra por palabra|textualmente|completas?|completos?|parola per parola|integralmente|palavra por palavra|na integra)\b`,
    anyOf('дословно|полностью|слово в слово'),
    '逐字|完整|原文|一字不差',
  ),
  sign(
    'claimed authority',
    String.raw`\b(?:i am|i'm|this is|as)\s+(?:your\s+|the\s+|an?\s+)?(?:new\s+|lead\s+|system\s+)?(?:developer|admin|administrator|creator|owner|engineer|openai|root|auditor|operator)\b`,
    String.raw`\b(?:admin|debug|maintenance|developer|diagnostic|test|sudo|root|god)\s+(?:mode|override|access)\b`,
    String.raw`\b(?:system|security|safety|priority)\s+override\b|\boverride code\b|\bsudo\b`,
    String.raw`\b(?:i am|i'm|you are)\s+(?:now\s+)?(?:fully\s+)?authori[sz]ed\b|\bfor (?:debugging|audit|testing|compliance)(?: purposes)?\b`,
  ),
  sign(
    'fake turn',
    String.raw`(?:^|\n)\s{0,8}(?:#{1,4}\s{0,4})?(?:[[(<]\s?)?(?:system|developer|assistant)(?:[_ ](?:message|prompt|note|override))?\s?(?:[\])>]|:)`,
    String.raw`\[\/?inst\]|<\|[a-z_]{2,20}\|>|<<\/?sys>>|<\/?system>|\bend of (?:system )?(?:prompt|instructions|text|message)\b|-{3,}\s?end\b`,
  ),
  sign(
    'recoding',
    String.raw`\b(?:base64|rot-?13|hexadecimal|in hex|reversed|backwards|morse|pig latin|leetspeak|caesar|binary|emojis?|as a (?:poem|song|story|rap)|first letters?)\b`,
    String.raw`\btranslate\b[^.!?\n]{0,60}\b(?:into|to)\b`,
  ),
  sign(
    'new role',
    String.raw`\b(?:from now on|you are now|you're now|you will now|now you are|your new (?:role|task|name|instructions?|rules)|act as|pretend (?:to be|you)|no longer)\b`,
    String.raw`\b(?:without|no|free of|free from)\s+(?:any\s+|all\s+)?(?:[^\s.!?]{1,20}\s+)?(?:restrictions|limits|limitations|filters?|rules|censorship|constraints|warnings?|disclaimers?)\b`,
    String.raw`\b(?:unfiltered|uncensored|unrestricted|jailbr\p{L}{1,6})\b`,
  ),
];

/** Matches what stands before a form that a sentence reports: people ask how to keep others from it. */
export const reportBefore =
  /\b(?:(?:protect|prevent|detect|defend|mitigat|guard|stop|keep|recogni[sz]|classif|schutz|verhinder|protege|proteg|evit|empech|bescherm)\p{L}{0,6}\b[^.!?\n]{0,120}\b(?:from|against|that|prompts?|users?|people|someone|anyone|attacks?|vor|gegen|contra|contre|contro|tegen)|(?:users?|people|someone|somebody|attackers?|hackers?) (?:who|that|may|might|can|could|will|try|tries))\b/u;

/** Matches words of people who write about attacks, around a quoted one. */
export const discussionWords =
  /\b(?:attacks?|prompt injections?|jailbreaks?|attackers?|hackers?|protect|prevent|detect|defend|defen[cs]e|mean(?:s|ing)?|explain|why|examples?|classif\p{L}{1,6}|datasets?|papers?|articles?|angriff|bedeutet|warum|beispiel|attaque|pourquoi|ataque|attacco|perche|aanval|betekent|waarom|signifie|significa)\b/u;
