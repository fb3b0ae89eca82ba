"""WeChat official account: the channel that most citizens use.

A push passes through `routes` (size, HTTP) → `gate` (signature, replay, cipher) → `pushes` (what kind it is and what it
asks for) → `turns` (once, in order, within five seconds) → the desk. What cannot be said in the open connection goes
out by `delivery` (customer-service messages, within their quotas) or waits in the `ledger` for the next contact.
"""
