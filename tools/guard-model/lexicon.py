"""Makes rows for the sexual head out of ordinary sentences and a lexicon, since nobody writes explicit text here.

An ordinary sentence gets one to three of its longer words replaced by sexual terms. The sentence itself stays among the
harmless rows, so that only the terms differ.
"""

import random
import re

ROWS = 900
TERMS = (
    'anal,anilingus,blowjob,boobs,breasts,clit,cock,cum,cumming,cumshot,cunnilingus,deepthroat,dick,dildo,'
    'ejaculate,erection,erotic,fellatio,fingering,foreplay,fuck,fucked,fucking,gang bang,genitals,groping,'
    'handjob,hardcore,horny,hard cock,jerking,kinky,lingerie,lust,masturbate,masturbating,milf,moaning,'
    'naked,nipples,nude,nudes,nympho,oral sex,orgasm,orgy,panties,penis,porn,pussy,wet pussy,seduce,semen,'
    'sex,sexy,sexual,sex slave,slut,sperm,spanking,striptease,sucking cock,thong,threesome,tits,topless,'
    'undress,vagina,vibrator,virgin,whore'
).split(',')
_word = re.compile(r'\b[a-z]{5,12}\b')
_sources = {'gpteacher_out', 'goemotions', 'context_toxicity', 'counselchat', 'wildbench_answers'}


def write_explicit(rows, seed=4):
    """Yields (text, role) for rows with sexual terms in place of ordinary words."""
    draw = random.Random(seed)
    sentences = [row for row in rows if row.source in _sources and row.harmful == 0 and 40 < len(row.text) < 1500]
    for row in draw.sample(sentences, min(ROWS, len(sentences))):
        parts = re.split(r'(?<=[.!?])\s+', row.text)
        at = draw.randrange(len(parts))
        text = ' '.join(parts[at : at + draw.randint(1, 4)])
        words = [m for m in _word.finditer(text)]
        if len(words) < 3:
            continue
        chosen = draw.sample(words, min(len(words), draw.randint(2, 4)))
        for match in sorted(chosen, key=lambda m: -m.start()):
            text = text[: match.start()] + draw.choice(TERMS) + text[match.end() :]
        yield text, row.role
