import { jailbreakRules } from './jailbreak-rules.js';
import { overrideRules } from './override-rules.js';
import { createRules, type InjectionRule, upToFourWords, weakScore } from './rule.js';

// Verbs of orders to an agent.
const agentVerb = String.raw`(?:send|forward|e-?mail|mail|post|share|upload|transfer|wire|pay|buy|book|reserve|delete|remove|cancel|change|reset|grant|invite|visit|open|click|download|execute|retrieve|publish|message)`;

const extractionRules: readonly InjectionRule[] = [
  ...createRules(
    'prompt extraction',
    'x/injection',
    0.85,
    String.raw`\b(?:show|print|reveal|repeat|output|display|leak|tell|give|return|expose|dump|copy|send)\s+${upToFourWords}(?:system|initial|hidden|secret)\s+(?:prompts?|instructions?|messages?)\b`,
    String.raw`\b(?:show|print|reveal|repeat|output|display|leak|tell|give|return|expose|dump|copy|send)\s+${upToFourWords}(?:original|full|entire|above|all)\s+(?:prompts?|prompt texts?)\b`,
    String.raw`\b(?:show|print|reveal|repeat|output|display|leak|expose|dump|return)\s+(?:me\s+)?(?:all\s+)?(?:of\s+)?your\s+(?:entire\s+|full\s+)?(?:prompts?|prompt texts?|instructions?|embeddings|rules|system)\b`,
    String.raw`\b(?:zeige?|nenne|drucken? sie|gib|verrate)\b[^.!?\n]{0,40}\b(?:dein\p{L}{0,2}|system|obige\p{L}?|ursprunglich\p{L}{0,2}|geheim\p{L}{0,2}|versteckt\p{L}{0,2}|alle)[\s-](?:prompt\p{L}{0,2}|prompt-?\s?texte?|eingabeaufforderung|anweisungen)\b`,
  ),
  ...createRules(
    'prompt extraction, weak',
    'x/injection',
    weakScore,
    String.raw`\b(?:what|which)\s+(?:are|were|is|was)\s+your\s+(?:initial|original|system|first|exact|previous)?\s?(?:instructions|prompt)\b`,
    String.raw`\bspell-?\s?check\b[^.!?\n]{0,60}\b(?:above|this)\b[^.!?\n]{0,30}\b(?:prompt|text)\b`,
    String.raw`(?<!=)={4,40}\s?end\b`,
  ),
];

const taskRules: readonly InjectionRule[] = [
  ...createRules(
    'change of task',
    'x/injection',
    0.75,
    String.raw`\byou have passed the (?:first|second) test\b`,
    String.raw`\b(?:well|very well|superbly|great|very good)\b[^.!?\n]{0,20}[.!?][^.!?\n]{0,30}\bbut\b[^.!?\n]{0,20}\bnew tasks?\b`,
    String.raw`\b(?:great|good|well done|nice|excellent)\b[^.!?\n]{0,20}[.!?,]\s+(?:now|here)\s+(?:comes?|are|is|begins?)\s+(?:the |a |my |your )?(?:new|next|real|actual)\s+(?:task|test|orders?|challenge)s?\b`,
    String.raw`\b(?:erste[n]?|ersten)\s+test\s+bestanden\b`,
  ),
  ...createRules(
    'change of task, weak',
    'x/injection',
    weakScore,
    String.raw`\b(?:now|here)\s+(?:comes?|are|is|begins?)\s+(?:the |a |my |your )?(?:new|second|next|real|actual)\s+(?:tasks?|tests?|orders?|challenges?|assignments?|instructions?)\b`,
    String.raw`\b(?:focus|concentrate)\s+(?:only\s+|now\s+)?on\s+(?:your|the|this)\s+(?:new|next)\s+(?:task|assignment)\b`,
    String.raw`\b(?:your )?(?:new|additional|updated)\s+(?:instructions?|orders?|statement)\s*(?:[:-]|are\b|is\b)`,
    String.raw`\b(?:jetzt|nun)\s+(?:aber\s+)?(?:komm(?:t|en)|beginnt)\b[^.!?\n]{0,30}\b(?:aufgaben?|test|herausforderung)\b`,
  ),
  ...createRules(
    'dictated answer',
    'x/injection',
    0.6,
    String.raw`\bdo not answer\b[^.!?\n]{0,40}\bbut\b[^.!?\n]{0,20}\b(?:output|say|print|write)\b`,
    String.raw`\b(?:stop|order)\s?[:-]\s?(?:write|say|print|forget)\b`,
  ),
  ...createRules(
    'dictated answer, weak',
    'x/injection',
    weakScore,
    String.raw`\b(?:answer|respond to|reply to)\s+(?:every|all|any)\s+(?:questions?|messages?|requests?)\s+with\b`,
    String.raw`\b(?:instead|just|only)\s+(?:say|output|print|write|respond|reply|answer)\s+(?:with\s+)?["“'«]`,
  ),
  ...createRules(
    'persona, weak',
    'x/injection',
    weakScore,
    String.raw`\bi want you to act as\b`,
    String.raw`\bich mochte,? dass (?:sie|du) als\b[^.!?\n]{0,60}\b(?:fungier|agier|auftret|auftritt|handel)\p{L}{0,4}`,
    String.raw`\b(?:two|beide|zwei)\b[^.!?\n]{0,20}\b(?:actors|schauspieler)\b`,
    String.raw`\b(?:now|nun|jetzt)\s+(?:you are|bist du)\s`,
  ),
];

const hiddenNoteRules: readonly InjectionRule[] = [
  ...createRules(
    'hidden instruction to an assistant',
    'x/injection',
    0.85,
    String.raw`\b(?:attention|important|note|notice|instruction)s?\s?(?:to|for)\s+(?:the\s+|any\s+|all\s+)?(?:ai|language models?|llms?|chatbots?)\b`,
    String.raw`\b(?:ai|language model|llm|chatbot|ai (?:assistant|agent))s?\s?(?:reading|processing|summari[sz]ing)\s+this\b`,
    String.raw`!\[[^\]\n]{0,80}\]\(https?://[^)\s]{1,200}[?&][a-z_]{1,30}=(?:\{|%7b|\[)`,
  ),
  ...createRules(
    'hidden instruction, weak',
    'x/injection',
    weakScore,
    String.raw`\b(?:attention|important|note|notice|instruction)s?\s?(?:to|for)\s+(?:the\s+|any\s+|all\s+)?(?:assistants?|agents?)\b`,
    String.raw`\b(?:do not|don't|never)\s+(?:tell|inform|mention (?:this|it)? ?to|alert|notify)\s+the\s+user\b`,
  ),
  ...createRules(
    'headed order, weak',
    'x/injection',
    weakScore,
    String.raw`(?:\b(?:to-?do|task|instructions?|system(?:[_ ]message)?|information)\b|\[system\])[^\p{L}\p{N}\n]{0,6}\s{0,3}(?:please\s+)?${agentVerb}\b`,
    String.raw`\b(?:user|human)\s?:\s{0,3}(?:[^\n.,]{1,40}[.,]\s+)?(?:please\s+|now\s+)?${agentVerb}\b`,
  ),
  ...createRules(
    'exfiltration, weak',
    'x/injection',
    weakScore,
    String.raw`\b(?:forward|send|exfiltrate|upload|post|email)\s+${upToFourWords}(?:conversation|chat history|api keys?|credentials|passwords?|secrets?|cookies)\s+${upToFourWords}to\b`,
  ),
];

/**
 * Lists the forms that attackers use most, in English and some in German.
 *
 * The most common wording, the order to forget earlier instructions, is also listed in other languages.
 */
export const injectionRules: readonly InjectionRule[] = [
  ...overrideRules,
  ...extractionRules,
  ...taskRules,
  ...hiddenNoteRules,
  ...jailbreakRules,
];
