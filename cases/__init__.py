"""Children, families, referrals, plans, the chronology and the deadlines; and the gate to all of it."""
