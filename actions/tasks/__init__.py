"""Tasks: what takes several turns — the eligibility check, a filing, its guide, a look-up — and how they are run."""
