"""What can be asked of the team's sources and of what we keep: one file a subject.

A tool is the same whoever calls it: a rule that understood a question, a model, a ritual or a button.
"""
