"""Decision records and runbooks: written in a form, discussed in a channel, kept as Markdown.

Who may do what:

- A draft belongs to the channel that it was made in. Who is not in a private channel
  neither sees nor finds its drafts; a draft made in a DM is its author's alone until they
  share it.
- The people of its channel edit a draft, for everybody's earlier version is kept. Once an
  ADR is decided nobody does; notes are added to it, and another takes its place. A runbook
  stays editable.
- Its author, those named in it and admins decide: accept, reject, defer, supersede, publish.
"""
