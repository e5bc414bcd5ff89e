/** A wording that attackers use to insert instructions or to make a model break its rules. */
interface InjectionRule {
  readonly name: string;
  readonly category: 'x/injection' | 'x/jailbreak';
  /**
   * 0 … 1. Below 0.5 for a wording that harmless requests use too: the preset `balanced` then acts only on the score
   * of the linear model.
   */
  readonly score: number;
  /** Matches folded text (lower case). It is global, and every repetition is bounded. */
  readonly pattern: RegExp;
}

// Matches at most four words of one line, so that a rule looks only about a hundred characters ahead.
const upToFourWords = String.raw`(?:[^\s.!?]{1,30}\s+){0,4}?`;

const earlier = String.raw`(?:previous|prior|above|earlier|preceding|foregoing|former|initial|original|existing)`;
const instruction = String.raw`(?:instructions?|prompts?|directions?|directives?|guidelines?|commands?|orders?|assignments?|programming|system message)`;

function rule(
  name: string,
  category: InjectionRule['category'],
  score: number,
  ...sources: readonly string[]
): readonly InjectionRule[] {
  return sources.map((source) => ({ name, category, score, pattern: new RegExp(source, 'gu') }));
}

/**
 * Lists the forms that attackers use most, in English.
 *
 * The most common wording is also listed in German, Spanish, French, Italian, Portuguese, Croatian and Chinese.
 */
export const injectionRules: readonly InjectionRule[] = [
  ...rule(
    'override',
    'x/injection',
    0.9,
    String.raw`\b(?:ignor(?:e|ing)|disregard|forget(?: about)?|overlook|override|bypass|drop|discard|do not follow|don't follow|stop following)\s+${upToFourWords}(?:${earlier}|all|any|your|every)\s+${upToFourWords}${instruction}\b`,
    String.raw`\b(?:ignore|disregard|forget)\s+(?:about\s+)?(?:everything|anything|all|what(?:ever)?|whatever)\s+${upToFourWords}(?:above|before|said|told|so far|previously|until now)\b`,
    String.raw`\b(?:ignore|disregard|forget)\s+(?:all\s+)?(?:of\s+)?(?:the\s+)?above\b(?=\s+(?:and|instructions?|text|prompt)|[.,!;:]|$)`,
    String.raw`\b(?:ignore|disregard|forget)\s+(?:your|all)\s+(?:directions|instructions|rules|orders|guidelines|training|assignments)\b`,
    String.raw`\b(?:remove|clear|erase|wipe)\s+${upToFourWords}(?:previous|prior)\s+(?:tasks|orders|instructions|context)\b`,
  ),
  ...rule(
    'override in other languages',
    'x/injection',
    0.9,
    String.raw`\b(?:vergiss|vergessen sie|ignorier(?:e|en sie)?|missachte|hore nicht auf|horen sie nicht auf)\s+(?:[^\s.!?]{1,30}\s+){0,5}?(?:alles|gesagte|anweisungen|auftrage|befehle|instruktionen|vorher|bisher\p{L}{0,4}|davor|obige[ns]?|vorherige[ns]?|aufgaben)\b`,
    String.raw`\b(?:olvid[ae]s?|olvidar|ignor[ae]s?)\s+(?:de\s+)?(?:tod[oa]s?|las? instrucciones|lo anterior)\b`,
    String.raw`\b(?:oublie[zr]?|ignore[zr]?)\s+(?:toutes?|tout|tous|les)\s+(?:[^\s.!?]{1,30}\s+){0,3}?(?:instructions|consignes|precede\p{L}{0,6}|avant)\b`,
    String.raw`\b(?:dimentica|ignora)\s+(?:tutt[oei]|le)\s+(?:[^\s.!?]{1,30}\s+){0,3}?(?:istruzioni|precedent[ei]|prima)\b`,
    String.raw`\b(?:esqueca|ignore)\s+(?:tudo|todas)\s+(?:[^\s.!?]{1,30}\s+){0,3}?(?:instrucoes|anterior(?:es)?|antes)\b`,
    String.raw`\b(?:zaboravi|ignorisi)\s+sve\b`,
    String.raw`忽略(?:以上|之前|先前|前面|上述|所有)[^。！？\n]{0,12}(?:指令|指示|提示|内容|规则|说明)`,
  ),
  ...rule(
    'prompt extraction',
    'x/injection',
    0.85,
    String.raw`\b(?:show|print|reveal|repeat|output|display|leak|tell|give|return|expose|dump|copy|send)\s+${upToFourWords}(?:system|initial|original|hidden|secret|full|entire|above|all)\s+(?:prompts?|instructions?|prompt texts?)\b`,
    String.raw`\b(?:show|print|reveal|repeat|output|display|leak|expose|dump|return)\s+(?:me\s+)?(?:all\s+)?(?:of\s+)?your\s+(?:prompts?|prompt texts?|instructions?|embeddings|rules|system)\b`,
    String.raw`\b(?:what|which)\s+(?:are|were|is|was)\s+your\s+(?:initial|original|system|first|exact|previous)?\s?(?:instructions|prompt)\b`,
    String.raw`\bspell-?\s?check\b[^.!?\n]{0,60}\b(?:above|this)\b[^.!?\n]{0,30}\b(?:prompt|text)\b`,
    String.raw`\b(?:zeig|zeige|nenne|drucken? sie|gib)\b[^.!?\n]{0,40}\b(?:prompt-?\s?texte?|prompt|eingabeaufforderung|anweisungen)\b`,
    String.raw`={4,}\s?end\b`,
  ),
  ...rule(
    'change of task',
    'x/injection',
    0.75,
    String.raw`\b(?:now|here)\s+(?:comes?|are|is|begins?)\s+(?:the |a |my |your )?(?:new|second|next|real|actual)\s+(?:tasks?|tests?|orders?|challenges?|assignments?|instructions?)\b`,
    String.raw`\b(?:focus|concentrate)\s+(?:only\s+|now\s+)?on\s+(?:your|the|this)\s+(?:new|next)\s+(?:task|assignment)\b`,
    String.raw`\b(?:your )?(?:new|additional|updated)\s+(?:instructions?|orders?|statement)\s*(?:[:-]|are\b|is\b)`,
    String.raw`\byou have passed the (?:first|second) test\b`,
    String.raw`\b(?:well|very well|superbly|great|very good)\b[^.!?\n]{0,20}[.!?][^.!?\n]{0,30}\bbut\b[^.!?\n]{0,20}\bnew tasks?\b`,
    String.raw`\b(?:jetzt|nun)\s+(?:aber\s+)?(?:komm(?:t|en)|beginnt)\b[^.!?\n]{0,30}\b(?:aufgaben?|test|herausforderung)\b`,
    String.raw`\b(?:erste[n]?|ersten)\s+test\s+bestanden\b`,
  ),
  ...rule(
    'dictated answer',
    'x/injection',
    0.6,
    String.raw`\b(?:answer|respond to|reply to)\s+(?:every|all|any)\s+(?:questions?|messages?|requests?)\s+with\b`,
    String.raw`\b(?:instead|just|only)\s+(?:say|output|print|write|respond|reply|answer)\s+(?:with\s+)?["“'«]`,
    String.raw`\bdo not answer\b[^.!?\n]{0,40}\bbut\b[^.!?\n]{0,20}\b(?:output|say|print|write)\b`,
    String.raw`\b(?:stop|order)\s?[:-]\s?(?:write|say|print|forget)\b`,
  ),
  ...rule(
    'persona',
    'x/injection',
    0.4,
    String.raw`\bi want you to act as\b`,
    String.raw`\bich mochte,? dass (?:sie|du) als\b[^.!?\n]{0,60}\b(?:fungier|agier|auftret|auftritt|handel)\p{L}{0,4}`,
    String.raw`\b(?:two|beide|zwei)\b[^.!?\n]{0,20}\b(?:actors|schauspieler)\b`,
    String.raw`\b(?:now|nun|jetzt)\s+(?:you are|bist du)\s`,
  ),
  ...rule(
    'hidden instruction to an assistant',
    'x/injection',
    0.85,
    String.raw`\b(?:attention|important|note|notice|instruction)s?\s?(?:to|for)\s+(?:the\s+|any\s+|all\s+)?(?:ai|assistants?|language models?|llms?|chatbots?|agents?)\b`,
    String.raw`\b(?:ai|assistant|agent|language model|llm|chatbot)s?\s?(?:reading|processing|summari[sz]ing)\s+this\b`,
    String.raw`\b(?:do not|don't|never)\s+(?:tell|inform|mention (?:this|it)? ?to|alert|notify)\s+the\s+user\b`,
    String.raw`\b(?:forward|send|exfiltrate|upload|post|email)\s+${upToFourWords}(?:conversation|chat history|api keys?|credentials|passwords?|secrets?|cookies)\s+${upToFourWords}to\b`,
    String.raw`!\[[^\]\n]{0,80}\]\(https?://[^)\s]{1,200}[?&][a-z_]{1,30}=(?:\{|%7b|\[)`,
  ),
  ...rule(
    'known jailbreak',
    'x/jailbreak',
    0.9,
    String.raw`\bdo anything now\b`,
    String.raw`\b(?:you are|act as|be|become|called|named|pretend to be)\s+(?:an?\s+|now\s+|going to be\s+)?["“']?(?:dan|stan|dude|aim|evilbot|jailbreak|mongo tom|betterdan|basedgpt|devmode)\b`,
    String.raw`\b(?:developer|dan|jailbreak|god|sudo|unrestricted|unfiltered)\s+mode\s+(?:is\s+)?(?:enabled|activated|on|output)\b`,
    String.raw`\b(?:enable|enter|activate|switch to)\s+(?:the\s+)?(?:developer|dan|jailbreak|god|sudo|unrestricted)\s+mode\b`,
    String.raw`\b(?:without|no|free (?:of|from)|ignor\p{L}{1,3}|not bound by)\s+(?:any\s+|all\s+|the\s+)?(?:[^\s.!?]{1,20}\s+){0,2}?(?:ethical|moral|legal|content|safety|openai)\s+(?:[^\s.!?]{1,20}\s+){0,2}?(?:guidelines|restrictions|limitations|filters?|policy|policies|constraints|boundaries|rules|standards)\b`,
    String.raw`\b(?:has|have|with)\s+no\s+(?:restrictions|limitations|filters?|morals|ethics|censorship|rules)\b`,
    String.raw`\b(?:never|cannot|can't|will not|won't|must not|do not)\s+(?:refuse|reject|decline|deny)\s+(?:a\s+|any\s+|the\s+|to answer|to respond|my\s+)(?:user|request|question|order|prompt|command|instruction)?`,
    String.raw`\bstay in character\b`,
    String.raw`\b(?:as|like) an ai language model\b[^.!?\n]{0,60}\b(?:never|not|don't|avoid)\b`,
    String.raw`\b(?:never|do not|don't)\s+(?:say|tell me)\s+["“']?(?:as an ai|as a (?:large )?language model|i(?:'m| am) sorry|i can(?:'t|not))\b`,
    String.raw`\b(?:you have|has)\s+(?:broken|been freed|escaped)\b[^.!?\n]{0,40}\b(?:confines|restrictions|free|limits)\b`,
  ),
];

/** Lists the commonest forms without gaps between words, as in a text that is spelled out letter by letter. */
export const gluedInjectionRules: readonly InjectionRule[] = rule(
  'override, without gaps',
  'x/injection',
  0.9,
  String.raw`(?:ignore|disregard|forget)(?:all|any|the|your|my|of){0,4}(?:previous|prior|above|earlier)(?:instructions?|prompts?|rules|orders|text)`,
);
