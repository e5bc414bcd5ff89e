import { anyOf, createRules, type InjectionRule, upToFourWords, upToThreeWords, weakScore } from './rule.js';

const earlier = String.raw`(?:previous|prior|above|earlier|preceding|foregoing|former|initial|original|existing)`;
const order = String.raw`(?:instructions?|prompts?|directions?|directives?|guidelines?|commands?|orders?|assignments?|programming|system message)`;

// Code and tables have orders, commands and assignments that are dropped or overridden.
const modelOrder = String.raw`(?:instructions|prompts?|directives|guidelines|programming|system message)`;

// "What I said" is left out: people may overrule their own words.
const notOwnWords = String.raw`(?!(?:that\s+)?(?:i|we|i've|we've|my|our)\b)`;

/** Finds orders to forget earlier instructions, in English. */
const englishRules: readonly InjectionRule[] = [
  ...createRules(
    'override',
    'x/injection',
    0.9,
    String.raw`\b(?:ignor(?:e|ing)|disregard|forget(?: about)?|do not follow|don't follow|stop following)\s+${upToFourWords}(?:${earlier}|all|any|your|every)\s+${upToFourWords}${order}\b`,
    String.raw`\b(?:overlook|override|bypass|drop|discard)\s+${upToFourWords}(?:${earlier}|all|any|your|every)\s+${upToFourWords}${modelOrder}\b`,
    String.raw`\b(?:ignore|disregard|forget)\s+(?:about\s+)?(?:everything|anything|all)\s+${notOwnWords}${upToThreeWords}(?:above|before|said|told|so far|previously|until now)\b`,
    String.raw`\b(?:ignore|disregard|forget)\s+what(?:ever)?\s+(?:you (?:were|have been|are|know)|they|the user|the developers?)\b`,
    String.raw`\b(?:ignore|disregard|forget)\s+(?:all\s+)?(?:of\s+)?(?:the\s+)?above\s+(?:(?:text|prompt|rules)\b|and\s+(?:instead\s+)?(?:say|tell|print|write|output|respond|answer|do|give|show|reveal|repeat|translate|follow)\b)`,
    String.raw`\b(?:ignore|disregard|forget)\s+(?:your|all)\s+(?:rules|training)\b`,
  ),
  ...createRules(
    'override, weak',
    'x/injection',
    weakScore,
    String.raw`\b(?:ignore|disregard|forget)\s+(?:all\s+)?(?:of\s+)?(?:the\s+)?above\b(?=[.,!;:]|$)`,
    String.raw`\b(?:remove|clear|erase|wipe)\s+${upToFourWords}(?:previous|prior)\s+(?:instructions|context)\b`,
  ),
];

/** Finds the same orders in German, Dutch, Spanish, French, Italian, Portuguese, Croatian, Polish, Russian, Chinese, Japanese and Korean. */
const otherLanguages: readonly InjectionRule[] = createRules(
  'override in other languages',
  'x/injection',
  0.9,
  String.raw`\b(?:vergiss|vergessen sie|ignorier(?:e|en sie)?|missachte|missachten sie|hore nicht auf)\s+(?!nicht\b)(?:[^\s.!?]{1,30}\s+){0,5}?(?:anweisungen|auftrage|befehle|instruktionen|vorgaben|regeln|aufgaben)\b`,
  String.raw`\b(?:vergiss|vergessen sie|ignorier(?:e|en sie)?|missachte)\s+(?:bitte\s+)?alles,?\s+(?:was\s+)?(?!ich\b)(?:[^\s.!?]{1,30}\s+){0,2}?(?:vorher\p{L}{0,6}|bisher\p{L}{0,4}|davor|gesagte?n?|oben|obige|dir|du)\b`,
  String.raw`\b(?:negeer|vergeet)\s+${upToThreeWords}(?:instructies|opdrachten|regels|aanwijzingen|richtlijnen)\b`,
  String.raw`\b(?:olvid[ae]s?|olvidar|olvidate|ignor[ae]s?|ignorar)\s+${upToThreeWords}(?:instrucciones|ordenes|reglas|indicaciones|directrices|tareas)\b`,
  String.raw`\b(?:olvid[ae]|ignor[ae])\s+todo\s+lo\s+(?:anterior|que\s+(?:te|se)\b)`,
  String.raw`\b(?:oublie[zr]?|ignore[zr]?)\s+${upToThreeWords}(?:instructions|consignes|regles|directives)\b`,
  String.raw`\b(?:oublie[zr]?|ignore[zr]?)\s+tout\s+ce\s+qui\s+(?:precede|a\s+ete)\b`,
  String.raw`\b(?:dimentica(?:re|te)?|ignora(?:re|te)?)\s+${upToThreeWords}(?:istruzioni|regole|direttive|indicazioni)\b`,
  String.raw`\b(?:esquec[ae]|ignor[ae]|desconsidere)\s+${upToThreeWords}(?:instrucoes|regras|ordens|orientacoes)\b`,
  String.raw`\b(?:zaboravi|ignorisi)\s+sve\b`,
  String.raw`\b(?:zignoruj|zapomnij|ignoruj)\s+${upToThreeWords}(?:instrukcj|polece)\p{L}{0,5}`,
  String.raw`${anyOf('забудь|забудьте|игнорируй|игнорируйте|проигнорируй')}\s+${upToThreeWords}${anyOf('инструкци|указани|правил')}`,
  String.raw`忽略(?:以上|之前|先前|前面|上述|所有)[^。！？\n]{0,12}?(?:指令|指示|提示|内容|规则|说明)`,
  String.raw`${anyOf('以前の|前の|これまでの|上記の')}[^。\n]{0,8}${anyOf('指示|命令|プロンプト')}[^。\n]{0,8}${anyOf('無視|忘れ')}`,
  String.raw`${anyOf('이전|위의|앞의')}[^.\n]{0,20}${anyOf('지시|명령|프롬프트')}[^.\n]{0,12}${anyOf('무시|잊어')}`,
);

/** Lists the orders to forget earlier instructions. */
export const overrideRules: readonly InjectionRule[] = [...englishRules, ...otherLanguages];

/** Lists the commonest forms without gaps between words, as in a text that is spelled out letter by letter. */
export const gluedInjectionRules: readonly InjectionRule[] = createRules(
  'override, without gaps',
  'x/injection',
  0.9,
  String.raw`(?:ignore|disregard|forget)(?:all|any|the|your|my|of){0,4}(?:previous|prior|above|earlier)(?:instructions?|prompts?|rules|orders|text)`,
);
