"""SmolLM2 reads short sentences: openings to go on with, words of two senses, and "it" in the place of a noun."""

import numpy as np

from mathnets.data import smollm

OPENINGS = {  # and what would be right, where something is
    "The capital of France is": " Paris",
    "The chemical symbol for gold is": " Au",
    "The opposite of hot is": " cold",
    "Once upon a time there was a little": "",
    "The capital of Australia is": " Canberra",
    "Two plus two equals": " four",
    "The first president of the United States was": " George",
    "Roses are red, violets are": " blue",
    "The opposite of up is": " down",
    "The largest planet in the solar system is": " Jupiter",
}
BEST = 4
SENSES = {
    "bank": [
        [
            "He sat on the grassy bank",
            "They fished from the river bank",
            "Willows grew along the stream, right up to the bank",
            "The otter climbed out of the water onto the bank",
        ],
        [
            "She borrowed money from the bank",
            "He paid the cheque into the bank",
            "My savings account is with a small bank",
            "The interest on the loan is set by the bank",
        ],
    ],
    "bat": [
        [
            "He swung the wooden bat",
            "She hit the ball with her bat",
            "The pitcher threw and he raised the bat",
            "The umpire looked at the baseball bat",
        ],
        [
            "In the dark cave hung a bat",
            "At dusk we saw a flying bat",
            "The only mammal that can fly is the bat",
            "The owl caught a mouse and a bat",
        ],
    ],
    "spring": [
        [
            "The flowers bloom in the spring",
            "After the long winter comes the spring",
            "We plant the seeds in early spring",
            "Lambs are born in the spring",
        ],
        [
            "The mattress has a broken spring",
            "The clock is driven by a coiled spring",
            "He hung a weight on the metal spring",
            "The force is proportional to the length of the spring",
        ],
    ],
    "match": [
        [
            "He lit the candle with a match",
            "The fire was started with a match",
            "In his pocket he found a single dry match",
            "He held the burning match",
        ],
        [
            "Our team won the football match",
            "The tennis players finished their match",
            "The referee stopped the match",
            "Thousands came to the stadium for the match",
        ],
    ],
    "seal": [
        [
            "The polar bear hunted a seal",
            "On the beach lay a grey seal",
            "Out of the cold sea came a seal",
            "The shark swam after the seal",
        ],
        [
            "The letter was closed with a wax seal",
            "The document bears the official seal",
            "He broke the envelope's red seal",
            "The notary stamped it with his seal",
        ],
    ],
}
SENTENCE = "The animal didn't cross the street because it was too"
ENDS = " tired", " wide"
SCHEMAS = [  # a beginning, two nouns for its gap, and the endings that speak of the first and of the second
    ("The animal didn't cross the street because the {} was too", "animal", "street", "tired", "wide"),
    ("The trophy doesn't fit into the brown suitcase because the {} is too", "trophy", "suitcase", "big", "small"),
    ("The ball crashed right through the table because the {} was made of", "ball", "table", "steel", "paper"),
    ("The sculpture rolled off the shelf because the {} wasn't", "sculpture", "shelf", "anchored", "level"),
    ("The man couldn't lift his son because the {} was so", "man", "son", "weak", "heavy"),
    ("The table won't fit through the doorway because the {} is too", "table", "doorway", "wide", "narrow"),
    ("The truck zoomed by the school bus because the {} was going so", "truck", "bus", "fast", "slow"),
    ("I couldn't put the pot on the shelf because the {} was too", "pot", "shelf", "tall", "high"),
    ("The fish ate the worm. The {} was", "fish", "worm", "hungry", "tasty"),
    ("I poured water from the bottle into the cup until the {} was", "bottle", "cup", "empty", "full"),
    ("The foxes are attacking the chickens at night. The {} have gotten very", "foxes", "chickens", "bold", "nervous"),
    ("The drain is clogged with hair. The {} has to be", "drain", "hair", "cleaned", "removed"),
    ("The dog chased the cat, which ran up a tree. The {} waited at the", "dog", "cat", "bottom", "top"),
    ("The cat was waiting at the hole for the mouse, but the {} was too", "cat", "mouse", "impatient", "cautious"),
    ("Joan made sure to thank Susan for all the help {} had", "Susan", "Joan", "given", "received"),
    ("Tom threw his schoolbag down to Ray after {} reached the", "Tom", "Ray", "top", "bottom"),
    ("Bob collapsed on the sidewalk. Soon he saw Carl coming to help. {} was very", "Bob", "Carl", "ill", "concerned"),
    ("Paul tried to call George on the phone, but {} wasn't", "Paul", "George", "successful", "available"),
    ("Anne gave birth to a daughter last month. {} is a very charming", "Anne", "Her daughter", "woman", "baby"),
    (
        "Joe's uncle can still beat him at tennis, even though {} is thirty years",
        "his uncle",
        "Joe",
        "older",
        "younger",
    ),
]


def compute():
    """The best next words of every opening, and how high the final answer stands behind each layer; the vectors of
    words in two senses behind each layer; all attention in the sentence, and that of "it" with either end; and by how
    much an ending is more probable after the noun of which it speaks, for all schemas.
    """
    model = smollm.load()
    tokenizer, pieces = model.tokenizer, model.tokenizer.pieces
    read = lambda texts: model.traces(texts, last=1)  # noqa: E731
    words, shares, right, ranks, said = [], [], [], [], []
    for answer, trace in zip(OPENINGS.values(), read(list(OPENINGS)), strict=True):
        lens = model.scores(trace.residuals[:, -1])  # (stages, V)
        share = softmax(lens[-1])
        best = np.argsort(-share)[:BEST]
        words.append(pieces(best))
        shares.append(share[best])
        right.append(share[model.tokens(answer)[0]] if answer else 0.0)
        ranks.append(1 + (lens > lens[:, best[:1]]).sum(axis=1))
        said.append(pieces(lens.argmax(axis=1)))
    vectors = [[[trace.residuals[:, -1] for trace in read(sense)] for sense in senses] for senses in SENSES.values()]
    first, second = read([SENTENCE + end for end in ENDS])
    it = pieces(first.tokens).index(" it")
    schemas = []
    told = read([text.format(noun) for text, *nouns, _, _ in SCHEMAS for noun in nouns])
    for (*_, end, other_end), one, other in zip(SCHEMAS, told[::2], told[1::2], strict=True):
        (a,), (b,) = (model.tokens(f" {word}") for word in (end, other_end))
        after = [np.log(softmax(trace.scores[-1])) for trace in (one, other)]
        schemas.append([after[0][a] - after[1][a], after[1][b] - after[0][b]])
    return {
        "size": model.size,
        "table": len(tokenizer.tokens) * model.width,
        "best_words": np.array(words),
        "best_shares": np.array(shares),
        "right_shares": np.array(right),
        "ranks": np.array(ranks),
        "said": np.array(said),
        "vectors": np.array(vectors),  # (words, senses, sentences, stages, D)
        "pieces": np.array(pieces(first.tokens)),
        "attention": first.attention,
        "it": it,
        "it_looks": np.array([first.attention[:, :, it], second.attention[:, :, it]]),
        "end_looks": np.array([first.attention[:, :, -1], second.attention[:, :, -1]]),
        "schemas": np.array(schemas),
    }


def softmax(scores):
    """Return the probabilities of scores."""
    shares = np.exp(scores - scores.max())
    return shares / shares.sum()
