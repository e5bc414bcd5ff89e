"""The heads of the model, and how their categories relate."""

CATEGORIES = [
    'sexual',
    'sexual/minors',
    'hate',
    'hate/threatening',
    'harassment',
    'harassment/threatening',
    'self-harm',
    'self-harm/intent',
    'self-harm/instructions',
    'violence',
    'violence/graphic',
    'illicit',
    'illicit/violent',
    'x/injection',
    'x/jailbreak',
    'x/code-abuse',
    'x/privacy',
]
ANY = 'any'
HEADS = [*CATEGORIES, ANY]
# Heads that are trained and not used yet: this one takes a third of ordinary machine text in tool results for orders to the model.
UNUSED = {'x/injection'}

# A row that is harmful in one category of a group says nothing of the others in it.
RELATED = [
    {'sexual', 'sexual/minors', 'harassment'},
    {'hate', 'hate/threatening', 'harassment', 'harassment/threatening'},
    {'self-harm', 'self-harm/intent', 'self-harm/instructions'},
    {'violence', 'violence/graphic', 'illicit/violent', 'harassment/threatening', 'hate/threatening'},
    {'illicit', 'illicit/violent', 'x/code-abuse', 'x/privacy', 'violence', 'self-harm/instructions', 'harassment', 'hate', 'sexual'},
    {'x/injection', 'x/jailbreak'},
]


def parents(category):
    """Returns the categories that a category implies: hate/threatening implies hate."""
    head, _, part = category.partition('/')
    return [head] if part and head != 'x' else []


def unrelated(categories):
    """Returns the content categories that a row with these categories most likely does not have."""
    near = set(categories)
    for group in RELATED:
        if group & set(categories):
            near |= group
    return [c for c in CATEGORIES if c not in near and c not in ('x/injection', 'x/jailbreak')]
