"""Records with personal data: keys and encryption, the vault of short-lived values, and retention."""
