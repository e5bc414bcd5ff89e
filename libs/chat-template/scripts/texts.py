"""Draws text of all kinds: many scripts, white space, bytes without a piece, and strings that look like control tokens."""

from reference import sentence_piece

WORDS = "the of and to in is that for it was with as his on be at by had not are but from or have an they which one you were her all she there would their we him been has when who will more no if out so said what up its about into than them can only other new some could time these two may then do first any my now such like our over man me even most made after also did many before must through back years where much your way well down should because each just those people how too little state good very make world still own see men work long get here between both life being under never day same another know while last might us great old year off come since against go came right used take three".split()
OTHER_SCRIPTS = "Привет мир, как дела? こんにちは 世界 你好，今天天气怎么样？ 안녕하세요 नमस्ते दुनिया สวัสดีชาวโลก Γειά σου Κόσμε Xin chào thế giới გამარჯობა ሰላም ᚠᛇᚻ ไทย தமிழ்".split()
RIGHT_TO_LEFT = "שלום עולם مرحبا بالعالم سلام دنیا \u202eabc\u202c \u2067אבג\u2069 السلام عليكم".split()
COMBINING = ["e\u0301", "a\u0308\u0323", "Z\u0351\u036b\u0343", "n\u0303o", "\u0301", "ï", "ﬁ", "Å", "A\u030a", "각", "\u1100\u1161\u11a8"]
EMOJI = ["🙂", "👩‍👩‍👧‍👦", "🇫🇷", "👍🏽", "❤️", "🏳️‍🌈", "1️⃣", "🦙", "😀😀😀", "🫠", "🧑🏿‍🚀"]
WHITE_SPACE = [" ", "  ", "   ", " " * 7, " " * 16, " " * 17, " " * 33, "\n", "\n\n", "\r\n", "\t", "\t\t", " \n ", "\u00a0", "\u2003", "\u3000", "\u200b", "\v", "\f", "\u2028", "\u0085"]
SPECIALS = ["<s>", "</s>", "<unk>", "[INST]", "[/INST]", " [INST] ", "[/INST] ", "[TOOL_CALLS]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]", "[/TOOL_RESULTS]", "[IMG]", "[PREFIX]", "[SUFFIX]", "[MIDDLE]", "[control_8]", "[control_768]", "[REFERENCE_DOC_0]", "[REFERENCE_DOC_19]", "[REFERENCE_DOC_20]", "<0x0A>", "<0xFF>", "<pad>", "<|im_end|>", "<<SYS>>", "\u2581", "\u2581the", "</s", "[INST", "<tool_call>"]
ODD = ["\x00", "\x01", "\x1b[0m", "\x7f", "\ufeff", "\ufffd", "\ufffe", "\ufdd0", "\ue000", "\U0010ffff", "\u00ad", "\u200d", "\ufe0f", "\U000e0041", "\U0001d573", "Ａ", "²", "½", "\u0378"]
CODE = ["def f(x):\n    return x ** 2\n", "{\"a\": [1, 2.5, null]}", "for (let i = 0; i < 10; i++) {\n\tconsole.log(i);\n}", "SELECT * FROM t WHERE a != 'b';", "https://example.org/a?b=c&d=%20#e", "C:\\Users\\x", "$$\\int_0^1 x^2 dx$$", "| a | b |\n|---|---|\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "==========", "1234567890.00", "-----BEGIN-----"]


def piece(random):
    model = sentence_piece("v1")
    return model.id_to_piece(random.randrange(259, model.vocab_size())).replace("\u2581", " ")


def code_points(random):
    top = random.choice([0x7F, 0x2FF, 0x7FF, 0xFFFF, 0x10FFFF])
    points = (random.randrange(top + 1) for _ in range(random.randint(1, 12)))
    return "".join(chr(point) for point in points if not 0xD800 <= point <= 0xDFFF)


def run(random):
    return random.choice(["a", " ", "\n", "é", "-", "=", "你", "🦙", "ab", " a", "\t", "\u0301"]) * random.randint(1, 70)


def words(random):
    return " ".join(random.choice(WORDS) for _ in range(random.randint(1, 15)))


def atom(random):
    kind = random.randrange(20)
    if kind < 6:
        return words(random)
    lists = [OTHER_SCRIPTS, RIGHT_TO_LEFT, COMBINING, EMOJI, WHITE_SPACE, WHITE_SPACE, SPECIALS, ODD, CODE]
    if kind < 15:
        return random.choice(lists[kind - 6])
    return [piece, code_points, run, piece, lambda r: "".join(piece(r) for _ in range(r.randint(2, 12)))][kind - 15](random)


def text(random, most=8):
    """Draws a text that is not empty."""
    atoms = [atom(random) for _ in range(random.randint(1, most))]
    joined = random.choice(["", " ", "", "\n"]).join(atoms)
    edge = random.random()
    if edge < 0.1:
        joined = random.choice(WHITE_SPACE) + joined
    elif edge < 0.2:
        joined += random.choice(WHITE_SPACE)
    return joined or "x"


def long_text(random, length):
    parts = []
    while sum(map(len, parts)) < length:
        parts.append(words(random) if random.random() < 0.9 else text(random))
    return " ".join(parts)
