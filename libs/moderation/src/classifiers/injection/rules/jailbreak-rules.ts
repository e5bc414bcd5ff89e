import { createRules, type InjectionRule, weakScore } from './rule.js';

const limits = String.raw`(?:ethical|moral|legal|content|safety|openai)\s+(?:[^\s.!?]{1,20}\s+){0,2}?(?:guidelines|restrictions|limitations|filters?|policy|policies|constraints|boundaries|rules|standards)`;
const without = String.raw`(?:without|no|free (?:of|from)|ignor\p{L}{1,3}|not bound by)\s+(?:any\s+|all\s+|the\s+)?(?:[^\s.!?]{1,20}\s+){0,2}?`;

/** Lists the forms of known jailbreaks. Each weak one has a name of its own: two different ones close together count. */
export const jailbreakRules: readonly InjectionRule[] = [
  ...createRules(
    'known jailbreak',
    'x/jailbreak',
    0.9,
    String.raw`\b(?:you are|act as|become|called|named|pretend to be|respond as|answer as)\b[^.!?\n]{0,30}\b(?:dan|stan|aim|dude|evilbot|betterdan|basedgpt|devmode|mongo tom)\b[^\n]{0,200}?\b(?:anything now|no (?:rules|limits|restrictions|morals|ethics)|unfiltered|restrictions|openai|ethic\p{L}{0,3}|moral\p{L}{0,2}|amoral|refus\p{L}{1,3}|jailbr\p{L}{1,6})\b`,
    String.raw`\b(?:stands? for|means?|called|short for|acts? as|dan\W{1,3}(?:or|aka|is)?)\W{1,3}do anything now\b`,
    String.raw`\b(?:dan|jailbreak|unrestricted|unfiltered)\s+mode\s+(?:is\s+)?(?:enabled|activated|on|output)\b`,
    String.raw`\b(?:chatgpt|gpt(?:-?4)?|llm|model|assistant|ai)\s+(?:with|in)\s+(?:developer|dan|jailbreak|god)\s+mode\b`,
    String.raw`\b(?:answer|respond|reply|you (?:are|have|will|must|can|may))\b[^.!?\n]{0,40}?\b${without}${limits}\b`,
    String.raw`\byou have\s+(?:broken|been freed|escaped)\b[^.!?\n]{0,40}\b(?:confines|restrictions|free|limits)\b`,
    String.raw`[[(](?:🔓)?\s?(?:jailbreak|jailbroken|dan|developer mode output)\s?[\])]`,
  ),
  ...createRules('no limits, weak', 'x/jailbreak', weakScore, String.raw`\b${without}${limits}\b`),
  ...createRules(
    'without rules, weak',
    'x/jailbreak',
    weakScore,
    String.raw`\b(?:has|have|with|without)\s+(?:no|any)\s+(?:restrictions|limitations|filters?|morals|ethics|censorship|rules)\b`,
    String.raw`\b(?:unfiltered|uncensored|amoral|unethical|unrestricted)\b[^.!?\n]{0,30}\b(?:ai|bot|chatbot|model|assistant|persona|gpt|answers?|responses?)\b`,
  ),
  ...createRules('do anything, weak', 'x/jailbreak', weakScore, String.raw`\bdo anything now\b`),
  ...createRules(
    'mode, weak',
    'x/jailbreak',
    weakScore,
    String.raw`\b(?:enable|enter|activate|switch to)\s+(?:the\s+)?(?:developer|dan|jailbreak|god|sudo|unrestricted)\s+mode\b`,
    String.raw`\b(?:developer|god|sudo)\s+mode\s+(?:is\s+)?(?:enabled|activated|on|output)\b`,
  ),
  ...createRules(
    'never refuses, weak',
    'x/jailbreak',
    weakScore,
    String.raw`\b(?:never|cannot|can't|will not|won't|must not|do not)\s+(?:refuse|reject|decline|deny)s?\s+(?:a\s+|any\s+|the\s+|to answer|to respond|my\s+)(?:user|request|question|order|prompt|command|instruction)?`,
  ),
  ...createRules('stays in character, weak', 'x/jailbreak', weakScore, String.raw`\bstay in character\b`),
  ...createRules(
    'no disclaimers, weak',
    'x/jailbreak',
    weakScore,
    String.raw`\b(?:as|like) an ai language model\b[^.!?\n]{0,60}\b(?:never|not|don't|avoid)\b`,
    String.raw`\b(?:never|do not|don't)\s+(?:say|tell me)\s+["“']?(?:as an ai|as a (?:large )?language model|i(?:'m| am) sorry|i can(?:'t|not))\b`,
    String.raw`\b(?:no|without)\s+(?:any\s+)?(?:warnings?|disclaimers?|apolog\p{L}{1,3})\b`,
  ),
  ...createRules(
    'dictated opening, weak',
    'x/jailbreak',
    weakScore,
    String.raw`\b(?:start|begin)\s+(?:your|the|every|each)\s+(?:answer|response|reply)\s+with\s+["“'](?:sure|absolutely|of course|yes)\b`,
  ),
];
