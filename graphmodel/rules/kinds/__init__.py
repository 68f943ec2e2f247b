"""The kinds of rules: each where it is in force, whether it is met, and its rows of the model.

A kind is one class; `kinds` lists them all, and is where the other modules ask for them. How users
write a rule is declared with the fields of `Rules`.

May import: errors, wording, files, exact, dataset, overlap, rules.
"""
