"""The web: the public page, the chat element's own protocol, and what they need to remember for a short while.

sessions.py   signed sessions that the server issues, bound to the site that shows the chat
history.py    turns and ratings of the last hours, shared by all server processes
turns.py      one run per message id, however often a client sends it
limits.py     how much a client may ask
routes.py     the protocol of <yidi-chat>
pages.py      / and /demo, the form that works without JavaScript, /widget.js
"""
