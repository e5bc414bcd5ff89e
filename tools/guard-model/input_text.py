"""The text that the encoder reads: the role, for an answer the turn before, and the text."""

import html
import re
import unicodedata

ROLES = ('user', 'assistant', 'tool', 'text')
CONTEXT_CHARACTERS = 300

_user_name = re.compile(r'@\w{2,}')
_retweet = re.compile(r'^[!"\s]*RT @\w+:?\s*')
_link = re.compile(r'https?://t\.co/\w+|\bURL\b')
_spaces = re.compile(r'[ \t\u00a0]+')


def clean(text):
    """Takes out the marks of a source: entities, retweets, user names. They would tell the label."""
    text = unicodedata.normalize('NFKC', html.unescape(html.unescape(text)))
    text = _retweet.sub('', text)
    text = _user_name.sub('', text).replace('[USER]', '').replace('[URL]', '')
    text = _link.sub('', text)
    return _spaces.sub(' ', text).strip().strip('"').strip()


def to_input(text, role, context=None):
    """Writes the text as the product gives it to the encoder."""
    role = role if role in ROLES else 'text'
    if role == 'assistant' and context:
        return f'user: {context[-CONTEXT_CHARACTERS:]}\nassistant: {text}'
    return f'{role}: {text}'
